import { boolean, index, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { campaigns } from '../campaigns/table.ts';
import { contacts } from '../contacts/table.ts';

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
