import { customType, integer, pgTable, text, timestamp } from 'drizzle-orm/pg-core';
import { organizers } from '../organizers/table.ts';

const bytea = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'bytea' });

/** A picture that an organizer uploaded; its name holds the hash of what is stored, and its size. */
export const pictures = pgTable('pictures', {
  name: text().primaryKey(),
  width: integer().notNull(),
  height: integer().notNull(),
  organizerId: text().references(() => organizers.id, { onDelete: 'set null' }),
  createdAt: timestamp({ withTimezone: true }).notNull(),
});

/** The picture and its copies in other sizes and formats, where they are kept in Postgres. */
export const pictureFiles = pgTable('picture_files', {
  name: text().primaryKey(),
  bytes: bytea().notNull(),
});
