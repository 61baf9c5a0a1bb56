import { bigint, index, integer, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { campaigns } from '../campaigns/table.ts';
import { contacts } from '../contacts/table.ts';
import { signups } from '../signups/table.ts';

/** A promise made with a signup: money, hours or an action. Nothing is charged. */
export const pledges = pgTable(
  'pledges',
  {
    id: uuid().primaryKey(),
    signupId: uuid()
      .notNull()
      .references(() => signups.id),
    contactId: uuid()
      .notNull()
      .references(() => contacts.id),
    campaignId: uuid()
      .notNull()
      .references(() => campaigns.id),
    kind: text({ enum: ['money', 'hours', 'action'] }).notNull(),
    /** Money alone: integer minor units of `currency` (ISO 4217). */
    amountMinor: bigint({ mode: 'number' }),
    currency: text(),
    frequency: text({ enum: ['once', 'monthly'] }),
    /** Hours, or how many times the action (`doors`, `calls` …) is promised. */
    count: integer(),
    action: text(),
    /** When the contact said that it was done. */
    reportedAt: timestamp({ withTimezone: true }),
    createdAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [
    index('pledges_contact_index').on(table.contactId),
    index('pledges_signup_index').on(table.signupId),
    index('pledges_campaign_index').on(table.campaignId, table.createdAt),
  ],
);
