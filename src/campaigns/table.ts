import { boolean, date, integer, jsonb, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import type { CampaignSettings, CampaignTexts } from './form.ts';

/** One landing page with its ask, its texts by locale, its goal and its follow-up. */
export const campaigns = pgTable('campaigns', {
  id: uuid().primaryKey(),
  slug: text().notNull().unique(),
  /** `draft` is seen by nobody, `closed` shows a page that says so, and so does `archived`, which lists leave out. */
  status: text({ enum: ['draft', 'live', 'closed', 'archived'] }).notNull(),
  /** Everything about the campaign that is not text: colour, goal, fields, pledge, sender … */
  settings: jsonb().$type<CampaignSettings>().notNull(),
  /** The words, by locale; a locale that is absent is not offered to the public. */
  texts: jsonb().$type<CampaignTexts>().notNull(),
  /** Goes up by one with each change; caches are keyed by it. */
  version: integer().notNull().default(1),
  /** When a draft goes live and when a live campaign closes, by itself; decided again by a job when it is due. */
  opensAt: timestamp({ withTimezone: true }),
  closesAt: timestamp({ withTimezone: true }),
  /** Came with Terrain to be looked at: nobody's own. */
  isDemo: boolean().notNull().default(false),
  createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
  updatedAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
});

/** Posts that a trap turned away, counted by day so that a flood of them costs one row. */
export const refusedPosts = pgTable(
  'refused_posts',
  {
    campaignId: uuid()
      .notNull()
      .references(() => campaigns.id, { onDelete: 'cascade' }),
    /** Calendar day in UTC. */
    day: date().notNull(),
    reason: text().notNull(),
    count: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.campaignId, table.day, table.reason] })],
);

/** How refused posts stand beside accepted ones, and whether a campaign's form asks for a proof of work for it. */
export const campaignGuards = pgTable('campaign_guards', {
  campaignId: uuid()
    .primaryKey()
    .references(() => campaigns.id, { onDelete: 'cascade' }),
  /** The minute that is being counted. */
  minute: timestamp({ withTimezone: true }).notNull(),
  refused: integer().notNull(),
  kept: integer().notNull(),
  /** When the proof was last turned on, and until when it is asked for; both move when refusals go on. */
  onSince: timestamp({ withTimezone: true }),
  onUntil: timestamp({ withTimezone: true }),
});
