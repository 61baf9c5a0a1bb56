import { index, integer, jsonb, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { contacts } from '../contacts/table.ts';
import { organizers } from '../organizers/table.ts';

/** One act on everyone whom a segment means: the row is the truth, the job that does it is shallow. */
export const bulkActs = pgTable('bulk_acts', {
  /** Made with the form: the same form sent twice is the same act. */
  id: uuid().primaryKey(),
  organizerId: text().references(() => organizers.id, { onDelete: 'set null' }),
  kind: text({ enum: ['tag', 'untag', 'owner', 'team', 'enrol', 'erase'] }).notNull(),
  /** The tag, organizer, team, or campaign whose sequence it is; null: nobody, no team, nothing to name. */
  targetId: text(),
  /** Whom it is done to, as the segment meant them when it began. */
  definition: jsonb().notNull(),
  state: text({ enum: ['running', 'done', 'stopped', 'undoing', 'undone'] }).notNull(),
  /** How many were to be gone through when it began; of an undoing, how many were changed. */
  total: integer().notNull(),
  /** How many were gone through, and how many of them it changed something for. */
  seen: integer().notNull().default(0),
  changed: integer().notNull().default(0),
  /** The last contact that was gone through: ids rise, and what is interrupted goes on behind it. Of an erasing none: it is of whom is left. */
  reached: uuid(),
  createdAt: timestamp({ withTimezone: true }).notNull(),
  /** Of an act that is being undone, when it itself ended. */
  finishedAt: timestamp({ withTimezone: true }),
});

/**
 * What an act changed for whom, and what was there before: kept so that it can be undone. Of an erasing, whom it was
 * confirmed for and has not erased.
 */
export const bulkActChanges = pgTable(
  'bulk_act_changes',
  {
    actId: uuid()
      .notNull()
      .references(() => bulkActs.id, { onDelete: 'cascade' }),
    contactId: uuid()
      .notNull()
      .references(() => contacts.id, { onDelete: 'cascade' }),
    /** The owner or team before; null where there was none, and for tags and sequences. */
    before: text(),
  },
  (table) => [
    primaryKey({ columns: [table.actId, table.contactId] }),
    // Whoever erases a contact looks for it here.
    index('bulk_act_changes_contact_index').on(table.contactId),
  ],
);
