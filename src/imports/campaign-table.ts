import { integer, jsonb, pgTable, primaryKey, text, timestamp, unique, uuid } from 'drizzle-orm/pg-core';
import { campaigns } from '../campaigns/table.ts';
import { organizers } from '../organizers/table.ts';
import type { CampaignContent } from './form.ts';

/** Every state that a campaign was ever in: written with each change, never changed. */
export const campaignVersions = pgTable(
  'campaign_versions',
  {
    id: uuid().primaryKey(),
    campaignId: uuid()
      .notNull()
      .references(() => campaigns.id, { onDelete: 'cascade' }),
    /** `campaigns.version` as it was then. */
    number: integer().notNull(),
    act: text({
      enum: [
        'found',
        'created',
        'imported',
        'edited',
        'restored',
        'opened',
        'closed',
        'archived',
        'reopened',
        'scheduled',
      ],
    }).notNull(),
    content: jsonb().$type<CampaignContent>().notNull(),
    /** Hash of the content, the same on every machine. */
    edition: text().notNull(),
    /** Paths of what differs from the version before. */
    changed: jsonb().$type<string[]>().notNull().default([]),
    /** The version that was put back. */
    restored: integer(),
    /** Null: the command line, a schedule, or someone who is no organizer any more. */
    organizerId: text().references(() => organizers.id, { onDelete: 'set null' }),
    at: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [unique('campaign_versions_campaign_number').on(table.campaignId, table.number)],
);

/** What one organizer has written and not saved: to look at before it is shown, or because someone else saved first. */
export const campaignDrafts = pgTable(
  'campaign_drafts',
  {
    campaignId: uuid()
      .notNull()
      .references(() => campaigns.id, { onDelete: 'cascade' }),
    organizerId: text()
      .notNull()
      .references(() => organizers.id, { onDelete: 'cascade' }),
    /** The version that it was written from. */
    base: integer().notNull(),
    content: jsonb().$type<CampaignContent>().notNull(),
    at: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.campaignId, table.organizerId] })],
);

/** The guided start of one organizer: which campaign it makes, and how far it is. */
export const campaignGuides = pgTable('campaign_guides', {
  organizerId: text()
    .primaryKey()
    .references(() => organizers.id, { onDelete: 'cascade' }),
  campaignId: uuid()
    .notNull()
    .references(() => campaigns.id, { onDelete: 'cascade' }),
  /** The step that comes next, from 2 on. */
  step: integer().notNull(),
});
