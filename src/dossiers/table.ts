import { pgTable, text } from 'drizzle-orm/pg-core';
import { organizers } from '../organizers/table.ts';

/** Which columns of the list of contacts an organizer wants to see; who has no row sees the usual ones. */
export const listColumns = pgTable('list_columns', {
  organizerId: text()
    .primaryKey()
    .references(() => organizers.id, { onDelete: 'cascade' }),
  /** In the order in which they stand; see `list-form.ts`. */
  names: text().array().notNull(),
});
