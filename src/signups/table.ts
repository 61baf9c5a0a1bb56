import { boolean, index, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
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
