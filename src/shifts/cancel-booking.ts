import { and, eq, sql } from 'drizzle-orm';
import { track } from '../activity/track.ts';
import type { Tx } from '../db/client.ts';
import { offerSeats } from './offer-seats.ts';
import { bookings, shifts } from './table.ts';

/**
 * Gives a contact's seat back; it is offered to the next on the waiting list. Cancelling again changes nothing.
 * Returns false when that contact has no such booking, or the shift was already attended or missed.
 */
export async function cancelBooking(
  tx: Tx,
  { bookingId, contactId, at }: { bookingId: string; contactId: string; at: Date },
): Promise<boolean> {
  const mine = and(eq(bookings.id, bookingId), eq(bookings.contactId, contactId));
  const [booking] = await tx.select().from(bookings).where(mine);
  if (!booking) return false;
  // Shift first, as booking does it, so that the two cannot wait for each other.
  await tx.select({ id: shifts.id }).from(shifts).where(eq(shifts.id, booking.shiftId)).for('update');
  const [cancelled] = await tx
    .update(bookings)
    .set({ state: 'cancelled', sequence: sql`${bookings.sequence} + 1`, changedAt: at, confirmedAt: null })
    .where(and(mine, eq(bookings.state, 'booked')))
    .returning();
  if (!cancelled) {
    const [now] = await tx.select({ state: bookings.state }).from(bookings).where(mine);
    return now?.state === 'cancelled';
  }
  await tx
    .update(shifts)
    .set({ booked: sql`${shifts.booked} - 1` })
    .where(eq(shifts.id, booking.shiftId));
  const data = { bookingId, shiftId: booking.shiftId, sequence: cancelled.sequence };
  await track(tx, [{ kind: 'booking.cancelled', contactId, campaignId: booking.campaignId, data, at }]);
  await offerSeats(tx, booking.shiftId, at);
  return true;
}
