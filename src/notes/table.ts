import { index, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { contacts } from '../contacts/table.ts';
import { organizers } from '../organizers/table.ts';

/** What an organizer wrote down about a contact. The contact may ask to read it (Loi 25, s. 27; GDPR art. 15). */
export const notes = pgTable(
  'notes',
  {
    id: uuid().primaryKey(),
    contactId: uuid()
      .notNull()
      .references(() => contacts.id),
    /** Who wrote it; null where it was imported, or its author is gone. */
    organizerId: text().references(() => organizers.id, { onDelete: 'set null' }),
    body: text().notNull(),
    at: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [index('notes_contact_index').on(table.contactId, table.id.desc())],
);
