import { boolean, index, integer, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { campaigns } from '../campaigns/table.ts';
import { contacts } from '../contacts/table.ts';
import { pledges } from '../pledges/table.ts';
import { bookings } from '../shifts/table.ts';

/** What a contact says was done offline. One for a booking and one for a pledge: saying it again corrects it. */
export const reports = pgTable(
  'reports',
  {
    id: uuid().primaryKey(),
    contactId: uuid()
      .notNull()
      .references(() => contacts.id),
    campaignId: uuid()
      .notNull()
      .references(() => campaigns.id),
    bookingId: uuid()
      .unique()
      .references(() => bookings.id),
    pledgeId: uuid()
      .unique()
      .references(() => pledges.id),
    kind: text({ enum: ['attended', 'missed', 'pledge-kept', 'quick-task'] }).notNull(),
    /** Key of the campaign's quick task that was done; null for the other kinds. */
    task: text(),
    /** Doors knocked or calls made, where the work is counted. */
    count: integer(),
    note: text().notNull().default(''),
    needsHelp: boolean().notNull().default(false),
    createdAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [index('reports_contact_index').on(table.contactId), index('reports_campaign_index').on(table.campaignId)],
);
