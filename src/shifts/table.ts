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
    /** Free seats that are kept for people of the waiting list, until their offers end: nobody else can take them. */
    held: integer().notNull().default(0),
    /** Fewer people than that and its leader is warned; null: fewer than half of the seats. */
    minimum: integer(),
    /** When its leader was warned that people lack; a change of time makes it null again. */
    warnedAt: timestamp({ withTimezone: true }),
    /** When its time or place last changed: who had booked before that is told. */
    movedAt: timestamp({ withTimezone: true }),
    /** When an organizer called it off; it takes nobody from then on, and stays called off. */
    cancelledAt: timestamp({ withTimezone: true }),
    /** Who leads it, and so sees the contacts who booked it, until a day after its end. */
    leaderId: text().references(() => organizers.id, { onDelete: 'set null' }),
  },
  (table) => [
    unique('shifts_campaign_key').on(table.campaignId, table.key),
    index('shifts_campaign_starts_index').on(table.campaignId, table.startsAt),
    // A leader's scope is asked for with each page of theirs; few shifts have one.
    index('shifts_leader_index').on(table.leaderId).where(sql`leader_id is not null`),
    check('shifts_seats_check', sql`${table.booked} between 0 and ${table.seats}`),
    check('shifts_held_check', sql`${table.held} >= 0 and ${table.booked} + ${table.held} <= ${table.seats}`),
    // The few that are still to come are looked through every half hour.
    index('shifts_starts_index').on(table.startsAt),
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
    /** When the contact said that they are coming; a new time or place asks again. */
    confirmedAt: timestamp({ withTimezone: true }),
    /** When they were seen at the door, by the clock of whoever saw them; who was is not asked whether they came. */
    checkedInAt: timestamp({ withTimezone: true }),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    changedAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [
    unique('bookings_shift_contact').on(table.shiftId, table.contactId),
    index('bookings_contact_index').on(table.contactId),
    index('bookings_campaign_index').on(table.campaignId, table.createdAt),
  ],
);

/** A contact who waits for a seat in a full shift; one line for each of the two. */
export const shiftWaits = pgTable(
  'shift_waits',
  {
    id: uuid().primaryKey(),
    shiftId: uuid()
      .notNull()
      .references(() => shifts.id, { onDelete: 'cascade' }),
    contactId: uuid()
      .notNull()
      .references(() => contacts.id),
    campaignId: uuid()
      .notNull()
      .references(() => campaigns.id),
    locale: text({ enum: ['fr', 'en'] }).notNull(),
    /** `offered`: a seat is held for them until `heldUntil`. `passed`: they let the hold end. */
    state: text({ enum: ['waiting', 'offered', 'taken', 'passed', 'left'] }).notNull(),
    /** Their turn is by this: joining again after the end puts one at the end. */
    since: timestamp({ withTimezone: true }).notNull(),
    heldUntil: timestamp({ withTimezone: true }),
    /** Offers so far: each is a mail of its own. */
    offers: integer().notNull().default(0),
  },
  (table) => [
    unique('shift_waits_shift_contact').on(table.shiftId, table.contactId),
    index('shift_waits_contact_index').on(table.contactId),
    index('shift_waits_turn_index').on(table.shiftId, table.since).where(sql`state in ('waiting', 'offered')`),
  ],
);

/** One tap at the door, under the id that the device gave it: what is sent twice counts once. */
export const checkIns = pgTable(
  'check_ins',
  {
    id: uuid().primaryKey(),
    bookingId: uuid()
      .notNull()
      .references(() => bookings.id, { onDelete: 'cascade' }),
    /** `out` takes an `in` back. */
    act: text({ enum: ['in', 'out'] }).notNull(),
    /** Which organizer, or leader, tapped. */
    organizerId: text().references(() => organizers.id, { onDelete: 'set null' }),
    /** By the device's clock, corrected by what it is off as it sends; never later than it arrived. */
    at: timestamp({ withTimezone: true }).notNull(),
    receivedAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [index('check_ins_booking_index').on(table.bookingId)],
);
