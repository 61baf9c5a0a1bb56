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

/** The one door that mails go out through, on all machines: how fast, and whether at all. One row, two in an outage. */
export const mailGate = pgTable('mail_gate', {
  name: text().primaryKey(),
  /** When the next call to the provider may be made. */
  nextAt: timestamp({ withTimezone: true }).notNull(),
  /** Nothing is handed over before then: the provider asked for it, does not answer, or something is to be set right. */
  closedUntil: timestamp({ withTimezone: true }),
  /** What has to be set right, in the transport's words; empty where nothing has. */
  stopped: text().notNull().default(''),
});
