import { index, integer, pgTable, text, timestamp } from 'drizzle-orm/pg-core';

/** Counts that the machines share (`shared-limit.ts`), in the shape that rate-limiter-flexible wants. */
export const rateLimits = pgTable(
  'rate_limits',
  {
    /** The limit's name and a keyed hash of whom it counts. */
    key: text().primaryKey(),
    points: integer().notNull(),
    /** When the count begins anew. */
    expire: timestamp({ withTimezone: true }),
  },
  (table) => [index('rate_limits_expire_index').on(table.expire)],
);
