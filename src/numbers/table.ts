import { date, integer, jsonb, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { vias } from '../attribution/origin.ts';
import { campaigns } from '../campaigns/table.ts';

/** How often a campaign's page was opened, by what its link says it came from: counted, with nothing of who it was. */
export const pageViews = pgTable(
  'page_views',
  {
    campaignId: uuid()
      .notNull()
      .references(() => campaigns.id, { onDelete: 'cascade' }),
    /** The day in the host's zone (`TIMEZONE`). */
    day: date({ mode: 'string' }).notNull(),
    via: text({ enum: vias }).notNull(),
    source: text().notNull(),
    count: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.campaignId, table.day, table.via, table.source] })],
);

/** A campaign's figures as they were counted last, whole, for everyone who looks. */
export const campaignFigures = pgTable('campaign_figures', {
  campaignId: uuid()
    .primaryKey()
    .references(() => campaigns.id, { onDelete: 'cascade' }),
  /** The moment whose state was counted. */
  countedAt: timestamp({ withTimezone: true }).notNull(),
  /** How long it took, in milliseconds; the next count waits a multiple of it. */
  took: integer().notNull(),
  figures: jsonb().$type<unknown>().notNull(),
});
