import { boolean, index, jsonb, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { type Origin, vias } from '../attribution/origin.ts';
import { campaigns } from '../campaigns/table.ts';
import { contacts } from '../contacts/table.ts';
import type { HeldSignup } from './held-signup.ts';

/** One submission of one campaign's form by one contact. */
export const signups = pgTable(
  'signups',
  {
    /** Made from the submission itself (`submission-id.ts`): the same form sent twice has the same id. */
    id: uuid().primaryKey(),
    campaignId: uuid()
      .notNull()
      .references(() => campaigns.id),
    contactId: uuid()
      .notNull()
      .references(() => contacts.id),
    locale: text({ enum: ['fr', 'en'] }).notNull(),
    /** What was typed, after the documented normalizing, by field name. */
    answers: jsonb().$type<Record<string, string | string[]>>().notNull(),
    /** Whether the box for follow-up mail was ticked. */
    consented: boolean().notNull(),
    clientHash: text().notNull().default(''),
    /** How it came: by itself, by a link with a source, from another site, through a person who shared the link. */
    via: text({ enum: vias }).notNull().default('direct'),
    /** What numbers are grouped by beside `via`: `utm_source`, or the host that linked here; empty where neither is. */
    source: text().notNull().default(''),
    /** Everything that was said of where it came from; null where nothing was. */
    origin: jsonb().$type<Origin>(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [
    index('signups_campaign_index').on(table.campaignId, table.createdAt),
    index('signups_contact_index').on(table.contactId),
    // How many people joined a campaign is counted every few seconds, from this index alone.
    index('signups_campaign_contact_index').on(table.campaignId, table.contactId),
  ],
);

/**
 * Forms sent without the proof of work that was asked for, as from a browser without scripts. They count for nothing
 * until the owner of the address presses the button in a mail; a week later they are swept out.
 */
export const heldSignups = pgTable(
  'held_signups',
  {
    /** The id that the sign-up will have. */
    id: uuid().primaryKey(),
    campaignId: uuid()
      .notNull()
      .references(() => campaigns.id, { onDelete: 'cascade' }),
    email: text().notNull(),
    /** What the intake is given once it counts; `at` is the moment of signing. */
    signup: jsonb().$type<HeldSignup>().notNull(),
    at: timestamp({ withTimezone: true }).notNull(),
    /** When its mail was handed over; null while it waits, and where a limit kept it back. */
    mailedAt: timestamp({ withTimezone: true }),
  },
  (table) => [index('held_signups_email_index').on(table.email), index('held_signups_at_index').on(table.at)],
);

/** Solved challenges that were used, until they expire by themselves. */
export const spentChallenges = pgTable(
  'spent_challenges',
  {
    /** The challenge's own signature. */
    id: text().primaryKey(),
    signupId: uuid().notNull(),
    expiresAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [index('spent_challenges_expires_index').on(table.expiresAt)],
);

/**
 * Who came to a campaign through whose link. A contact is credited once in a campaign, with the first sign-up there, and
 * to someone who was there before: so nobody recruits themselves, and nobody those they came through.
 */
export const recruits = pgTable(
  'recruits',
  {
    campaignId: uuid()
      .notNull()
      .references(() => campaigns.id),
    /** Who came. */
    contactId: uuid()
      .notNull()
      .references(() => contacts.id),
    /** Who had shared the link. */
    recruiterId: uuid()
      .notNull()
      .references(() => contacts.id),
    signupId: uuid()
      .notNull()
      .references(() => signups.id),
    at: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.campaignId, table.contactId] }),
    index('recruits_recruiter_index').on(table.recruiterId),
    index('recruits_contact_index').on(table.contactId),
  ],
);
