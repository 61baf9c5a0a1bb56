import { index, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { contacts } from '../contacts/table.ts';

/** Whom a shared link credits: one code for each sign-up, and one for the confirmed contact (`share-code.ts`). */
export const shareCodes = pgTable(
  'share_codes',
  {
    code: text().primaryKey(),
    contactId: uuid()
      .notNull()
      .references(() => contacts.id, { onDelete: 'cascade' }),
    createdAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [index('share_codes_contact_index').on(table.contactId)],
);
