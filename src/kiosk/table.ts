import { boolean, index, jsonb, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { campaigns } from '../campaigns/table.ts';
import { signups } from '../signups/table.ts';
import type { LeftoverDetail } from './form.ts';

const moment = () => timestamp({ withTimezone: true });

/** A link that turns a device into a kiosk: a table at the market, a canvasser's phone. */
export const kiosks = pgTable(
  'kiosks',
  {
    id: uuid().primaryKey(),
    campaignId: uuid()
      .notNull()
      .references(() => campaigns.id, { onDelete: 'cascade' }),
    /** What the organizer calls it. */
    name: text().notNull(),
    createdAt: moment().notNull(),
    /** After this the page no longer opens; what was signed before still comes in. */
    expiresAt: moment().notNull(),
    /** Since then nothing that comes by this link is taken in by itself. */
    revokedAt: moment(),
  },
  (table) => [index('kiosks_campaign_index').on(table.campaignId, table.id.desc())],
);

/** Key pairs that devices seal sign-ups for. The newest of a campaign is handed out; the others still open. */
export const kioskKeys = pgTable(
  'kiosk_keys',
  {
    id: uuid().primaryKey(),
    campaignId: uuid()
      .notNull()
      .references(() => campaigns.id, { onDelete: 'cascade' }),
    /** Point of P-256, uncompressed (SEC 1 section 2.3.3), in base64url. */
    publicKey: text().notNull(),
    /** `key-box.ts`: the private number under AES-256-GCM, with a key made from SECRET. */
    lockedPrivateKey: text().notNull(),
    createdAt: moment().notNull(),
  },
  (table) => [index('kiosk_keys_campaign_index').on(table.campaignId, table.id.desc())],
);

/** Which sign-up came by which kiosk, and what the device's word was worth. */
export const kioskSignups = pgTable(
  'kiosk_signups',
  {
    signupId: uuid()
      .primaryKey()
      .references(() => signups.id, { onDelete: 'cascade' }),
    kioskId: uuid()
      .notNull()
      .references(() => kiosks.id, { onDelete: 'cascade' }),
    /** The moment of signing by the device's clock; the one that counts is the signup's. */
    deviceAt: moment().notNull(),
    /** `corrected` by what the clock was off when it sent, `bounded` where it named a moment that cannot be. */
    clock: text({ enum: ['right', 'corrected', 'bounded'] }).notNull(),
    /** The box was ticked beside a sentence that we never published: kept without that consent. */
    consentDropped: boolean().notNull().default(false),
    /** What was typed in fields that could not be taken in, by name: the sign-up was kept without them. */
    dropped: jsonb().$type<Record<string, string[]>>().notNull().default({}),
    receivedAt: moment().notNull(),
  },
  (table) => [index('kiosk_signups_kiosk_index').on(table.kioskId)],
);

/** What a device sent and could not be taken in: kept as it came, still sealed, rather than lost. */
export const kioskLeftovers = pgTable(
  'kiosk_leftovers',
  {
    kioskId: uuid()
      .notNull()
      .references(() => kiosks.id, { onDelete: 'cascade' }),
    /** The device's id for it, whatever that is. */
    id: text().notNull(),
    sealed: text().notNull(),
    reason: text({ enum: ['unreadable', 'invalid', 'revoked', 'expired', 'failed'] }).notNull(),
    detail: jsonb().$type<LeftoverDetail>().notNull().default({}),
    /** The device's clock when it sent. */
    deviceSentAt: moment().notNull(),
    receivedAt: moment().notNull(),
  },
  (table) => [primaryKey({ columns: [table.kioskId, table.id] })],
);
