import { sql } from 'drizzle-orm';
import { index, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';

/**
 * What the provider told us: each of its events once. Once an event is dealt with, its content goes and only the row
 * stays, a few dozen bytes, for as long as the provider may tell it again.
 */
export const deliveryEvents = pgTable(
  'delivery_events',
  {
    /** A UUID made of the provider's own id of the event (RFC 9562 section 5.8). */
    id: uuid().primaryKey(),
    kind: text().notNull(),
    /** The event as it was signed; null once it is dealt with. */
    content: jsonb().$type<unknown>(),
    at: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [
    index('delivery_events_waiting_index').on(table.id).where(sql`content is not null`),
    // Rows come in the order of time: a few pages of it find those that can go.
    index('delivery_events_at_index').using('brin', table.at),
  ],
);
