import { and, asc, eq, gt, inArray, isNull, sql } from 'drizzle-orm';
import type { ActivityKind } from '../activity/reactions.ts';
import { activities } from '../activity/table.ts';
import type { Db, Tx } from '../db/client.ts';
import { idList } from '../db/id-list.ts';
import { bookings, shifts } from './table.ts';

export type Shift = typeof shifts.$inferSelect;
export type Booking = typeof bookings.$inferSelect;

/** The shifts of a campaign that have not begun and were not called off, the soonest first, full ones included. */
export async function upcomingShifts(db: Db | Tx, campaignId: string, now: Date): Promise<Shift[]> {
  return await db
    .select()
    .from(shifts)
    .where(and(eq(shifts.campaignId, campaignId), gt(shifts.startsAt, now), isNull(shifts.cancelledAt)))
    .orderBy(asc(shifts.startsAt))
    .limit(50);
}

/** A contact's bookings with their shifts, the soonest shift first, cancelled ones included. */
export async function bookingsOfContact(db: Db | Tx, contactId: string): Promise<{ booking: Booking; shift: Shift }[]> {
  return await db
    .select({ booking: bookings, shift: shifts })
    .from(bookings)
    .innerJoin(shifts, eq(shifts.id, bookings.shiftId))
    .where(eq(bookings.contactId, contactId))
    .orderBy(asc(shifts.startsAt));
}

/** A booking with its shift. */
export type BookedShift = { booking: Booking; shift: Shift };

/** One booking with its shift. */
export async function findBooking(db: Db | Tx, bookingId: string): Promise<BookedShift | undefined> {
  return (await findBookings(db, [bookingId])).get(bookingId);
}

/** Many bookings with their shifts, by the booking's id. */
export async function findBookings(db: Db | Tx, bookingIds: string[]): Promise<Map<string, BookedShift>> {
  if (bookingIds.length === 0) return new Map();
  const rows = await db
    .select({ booking: bookings, shift: shifts })
    .from(bookings)
    .innerJoin(shifts, eq(shifts.id, bookings.shiftId))
    .where(inArray(bookings.id, idList(bookingIds)));
  return new Map(rows.map((row) => [row.booking.id, row]));
}

const tellsBooked = ['booking.made', 'booking.repeated'] satisfies ActivityKind[];

/** Whether a sign-up was told before that its contact has a seat in a shift. */
export async function wasToldBooked(
  db: Db | Tx,
  { contactId, signupId, shiftId }: { contactId: string; signupId: string; shiftId: string },
): Promise<boolean> {
  const told = sql`${activities.data} @> ${JSON.stringify({ signupId, shiftId })}::jsonb`;
  const isIt = and(eq(activities.contactId, contactId), inArray(activities.kind, tellsBooked), told);
  return (await db.$count(activities, isIt)) > 0;
}
