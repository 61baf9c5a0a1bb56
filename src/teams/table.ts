import { index, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { organizers } from '../organizers/table.ts';

/** A local group of contacts with a leader; a contact's postal code finds its team. */
export const teams = pgTable(
  'teams',
  {
    id: uuid().primaryKey(),
    name: text().notNull(),
    leaderId: text().references(() => organizers.id, { onDelete: 'set null' }),
    /** Upper case, without spaces (`H2X`, `H2`); the longest one that begins a contact's postal code wins. */
    postalPrefixes: text().array().notNull().default([]),
    createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [index('teams_leader_index').on(table.leaderId)],
);
