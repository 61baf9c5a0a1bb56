import { index, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { contacts } from '../contacts/table.ts';
import { organizers } from '../organizers/table.ts';

/** One time that an organizer turned to a contact, person to person. */
export const contactAttempts = pgTable(
  'contact_attempts',
  {
    id: uuid().primaryKey(),
    contactId: uuid()
      .notNull()
      .references(() => contacts.id),
    organizerId: text().references(() => organizers.id, { onDelete: 'set null' }),
    outcome: text({ enum: ['called', 'wrote', 'met', 'no-answer'] }).notNull(),
    at: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [index('contact_attempts_contact_index').on(table.contactId, table.id.desc())],
);
