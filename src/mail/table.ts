import { index, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import type { Attachment } from './mailer.ts';

/** The mailbox in the database: where mails go while no transport is set, shown at `/admin/mailbox`. */
export const mailboxMails = pgTable(
  'mailbox_mails',
  {
    id: uuid().primaryKey(),
    /** The key that the mail was handed over under; a second one under it is dropped. */
    key: text().notNull().unique(),
    to: text().notNull(),
    from: text().notNull(),
    subject: text().notNull(),
    html: text().notNull(),
    text: text().notNull(),
    headers: jsonb().$type<Record<string, string>>().notNull(),
    attachments: jsonb().$type<Attachment[]>().notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [index('mailbox_mails_created_index').on(table.createdAt.desc())],
);
