import { integer, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { campaigns } from '../campaigns/table.ts';

/** Who may sign people up through the API: a server by a secret token, or pages of other sites by their origin. */
export const apiKeys = pgTable('api_keys', {
  id: uuid().primaryKey(),
  /** For organizers: whose it is. */
  name: text().notNull(),
  /** SHA-256 of the token, in hex; null of a key that is an origin. The token itself is shown once, when it is made. */
  tokenHash: text().unique('api_keys_token_hash'),
  /** Origins (RFC 6454) whose pages may call without a token. */
  origins: text().array().notNull().default([]),
  /** The one campaign that it is for; null: all of them. */
  campaignId: uuid().references(() => campaigns.id, { onDelete: 'cascade' }),
  /** Sign-ups a minute that a token may send: it vouches for its people, so their addresses are not counted. */
  perMinute: integer().notNull().default(600),
  createdAt: timestamp({ withTimezone: true }).notNull(),
  /** To the minute or so. */
  lastUsedAt: timestamp({ withTimezone: true }),
  revokedAt: timestamp({ withTimezone: true }),
});
