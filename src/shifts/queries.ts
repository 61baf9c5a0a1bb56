import { and, asc, eq, gt, sql } from 'drizzle-orm';
import type { Db, Tx } from '../db/client.ts';
import { bookings, shifts } from './table.ts';

export type Shift = typeof shifts.$inferSelect;
export type Booking = typeof bookings.$inferSelect;

/** The shifts of a campaign that have not begun, the soonest first, full ones included. */
export async function upcomingShifts(db: Db | Tx, campaignId: string, now: Date): Promise<Shift[]> {
  return await db
    .select()
    .from(shifts)
    .where(and(eq(shifts.campaignId, campaignId), gt(shifts.startsAt, now)))
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

/** One booking with its shift. */
export async function findBooking(
  db: Db | Tx,
  bookingId: string,
): Promise<{ booking: Booking; shift: Shift } | undefined> {
  const [row] = await db
    .select({ booking: bookings, shift: shifts })
    .from(bookings)
    .innerJoin(shifts, eq(shifts.id, bookings.shiftId))
    .where(eq(bookings.id, bookingId));
  return row;
}

/** Whether a contact has a seat, or had one and sat in it, in any shift of a campaign. */
export async function hasBooked(db: Db | Tx, contactId: string, campaignId: string): Promise<boolean> {
  const count = await db.$count(
    bookings,
    and(
      eq(bookings.contactId, contactId),
      eq(bookings.campaignId, campaignId),
      sql`${bookings.state} in ('booked', 'attended')`,
    ),
  );
  return count > 0;
}
