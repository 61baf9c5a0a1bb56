import { boolean, index, integer, jsonb, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { campaigns } from '../campaigns/table.ts';
import { contacts } from '../contacts/table.ts';
import { organizers } from '../organizers/table.ts';
import type { Journal } from './form.ts';

const moment = () => timestamp({ withTimezone: true });

/** Two contacts that were made one, and all that it takes to part them again. */
export const contactMerges = pgTable(
  'contact_merges',
  {
    id: uuid().primaryKey(),
    /** Without a foreign key: this contact may be merged into another one in its turn. */
    survivorId: uuid().notNull(),
    /** The contact that is gone; nothing has this id until the merge is undone. */
    loserId: uuid().notNull(),
    organizerId: text().references(() => organizers.id, { onDelete: 'set null' }),
    /** Every row that the merge touched, in order; null once it can no longer be undone. */
    journal: jsonb().$type<Journal>(),
    at: moment().notNull(),
    undoneAt: moment(),
  },
  (table) => [
    index('contact_merges_survivor_index').on(table.survivorId),
    index('contact_merges_at_index').on(table.at),
  ],
);

/** Pairs of contacts that may be one person (`find-duplicates.ts`), and those that an organizer told apart. */
export const contactDuplicates = pgTable(
  'contact_duplicates',
  {
    /** The smaller id of the two. */
    firstId: uuid()
      .notNull()
      .references(() => contacts.id, { onDelete: 'cascade' }),
    secondId: uuid()
      .notNull()
      .references(() => contacts.id, { onDelete: 'cascade' }),
    /** What they have in common: `email` 4, `phone` 2, `name` 1; added up. The higher, the likelier. */
    strength: integer().notNull(),
    foundAt: moment().notNull(),
    /** Since when they are known not to be one person. */
    dismissedAt: moment(),
  },
  (table) => [
    primaryKey({ columns: [table.firstId, table.secondId] }),
    index('contact_duplicates_second_index').on(table.secondId),
    index('contact_duplicates_strength_index').on(table.strength.desc(), table.firstId, table.secondId),
  ],
);

/** How long a campaign keeps the people of whom nothing more is heard. */
export const retentionRules = pgTable('retention_rules', {
  campaignId: uuid()
    .primaryKey()
    .references(() => campaigns.id, { onDelete: 'cascade' }),
  /** What the months are counted from. */
  after: text({ enum: ['last-activity', 'closed'] }).notNull(),
  months: integer().notNull(),
  /** Runs by itself once a day. Only a rule that was rehearsed as it stands, a day ago at most, can be switched on. */
  enabled: boolean().notNull().default(false),
  rehearsedAt: moment(),
  rehearsedCount: integer(),
  lastRunAt: moment(),
  lastRunCount: integer(),
  updatedAt: moment().notNull(),
});
