import { jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { organizers } from '../organizers/table.ts';

/** A saved filter over contacts, the same one for lists, exports, broadcasts and sync. */
export const segments = pgTable('segments', {
  id: uuid().primaryKey(),
  name: text().notNull(),
  /** Read through `segments/form.ts` alone, which knows every shape that was ever saved. */
  definition: jsonb().notNull(),
  organizerId: text().references(() => organizers.id, { onDelete: 'set null' }),
  createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
  updatedAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
});
