import { customType, index, integer, jsonb, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { organizers } from '../organizers/table.ts';
import type { ExportForm } from './form.ts';

const bytes = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' });
const moment = () => timestamp({ withTimezone: true });

/** A large export that is made in the background, and kept for a day for whoever asked for it. */
export const preparedExports = pgTable(
  'prepared_exports',
  {
    id: uuid().primaryKey(),
    organizerId: text()
      .notNull()
      .references(() => organizers.id, { onDelete: 'cascade' }),
    form: jsonb().$type<ExportForm>().notNull(),
    /** `retrying`: something came in between, and the job tries again by itself. */
    state: text({ enum: ['making', 'retrying', 'ready', 'failed'] }).notNull(),
    /** So far, or in all. */
    rows: integer().notNull().default(0),
    /** How many pieces the whole has; null until it is ready. */
    pieces: integer(),
    createdAt: moment().notNull(),
    expiresAt: moment().notNull(),
  },
  (table) => [index('prepared_exports_organizer_index').on(table.organizerId, table.id.desc())],
);

/** An export's bytes, each piece sealed by `seal-piece.ts`. */
export const preparedPieces = pgTable(
  'prepared_pieces',
  {
    exportId: uuid()
      .notNull()
      .references(() => preparedExports.id, { onDelete: 'cascade' }),
    number: integer().notNull(),
    sealed: bytes().notNull(),
  },
  (table) => [primaryKey({ columns: [table.exportId, table.number] })],
);
