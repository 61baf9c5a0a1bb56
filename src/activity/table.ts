import { index, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { campaigns } from '../campaigns/table.ts';
import { contacts } from '../contacts/table.ts';

/** One line of a contact's timeline; also the outbox that every reaction starts from. */
export const activities = pgTable(
  'activities',
  {
    id: uuid().primaryKey(),
    contactId: uuid()
      .notNull()
      .references(() => contacts.id),
    campaignId: uuid().references(() => campaigns.id),
    /** `noun.past-tense`, one of `activity/reactions.ts`. */
    kind: text().notNull(),
    data: jsonb().$type<Record<string, unknown>>().notNull().default({}),
    at: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [index('activities_contact_index').on(table.contactId, table.id.desc())],
);
