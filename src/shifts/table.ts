import { sql } from 'drizzle-orm';
import { check, index, integer, jsonb, pgTable, text, timestamp, unique, uuid } from 'drizzle-orm/pg-core';
import { campaigns } from '../campaigns/table.ts';
import { contacts } from '../contacts/table.ts';
import { organizers } from '../organizers/table.ts';
import type { ShiftTexts } from './form.ts';

/** A dated, placed, limited piece of offline work. */
export const shifts = pgTable(
  'shifts',
  {
    id: uuid().primaryKey(),
    campaignId: uuid()
      .notNull()
      .references(() => campaigns.id),
    /** Name of the shift in its campaign's file; importing the file again updates the shift. */
    key: text().notNull(),
    kind: text({ enum: ['canvass', 'phone-bank', 'event'] }).notNull(),
    texts: jsonb().$type<ShiftTexts>().notNull(),
    startsAt: timestamp({ withTimezone: true }).notNull(),
    endsAt: timestamp({ withTimezone: true }).notNull(),
    /** IANA zone of the place; every time of the shift is shown in it. */
    timezone: text().notNull(),
    seats: integer().notNull(),
    /** Seats taken; goes up and down in the statement that books or cancels, never beyond `seats`. */
    booked: integer().notNull().default(0),
    /** Who leads it, and so sees the contacts who booked it, until a day after its end. */
    leaderId: text().references(() => organizers.id, { onDelete: 'set null' }),
  },
  (table) => [
    unique('shifts_campaign_key').on(table.campaignId, table.key),
    index('shifts_campaign_starts_index').on(table.campaignId, table.startsAt),
    // A leader's scope is asked for with each page of theirs; few shifts have one.
    index('shifts_leader_index').on(table.leaderId).where(sql`leader_id is not null`),
    check('shifts_seats_check', sql`${table.booked} between 0 and ${table.seats}`),
  ],
);

/** One contact's seat in a shift. */
export const bookings = pgTable(
  'bookings',
  {
    id: uuid().primaryKey(),
    shiftId: uuid()
      .notNull()
      .references(() => shifts.id),
    contactId: uuid()
      .notNull()
      .references(() => contacts.id),
    campaignId: uuid()
      .notNull()
      .references(() => campaigns.id),
    locale: text({ enum: ['fr', 'en'] }).notNull(),
    state: text({ enum: ['booked', 'cancelled', 'attended', 'missed'] }).notNull(),
    /** SEQUENCE of the calendar entry (RFC 5545 3.8.7.4): up by one with each change. */
    sequence: integer().notNull().default(0),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    changedAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [
    unique('bookings_shift_contact').on(table.shiftId, table.contactId),
    index('bookings_contact_index').on(table.contactId),
    index('bookings_campaign_index').on(table.campaignId, table.createdAt),
  ],
);
