import { and, eq, sql } from 'drizzle-orm';
import { track } from '../activity/track.ts';
import type { Tx } from '../db/client.ts';
import { offerSeats } from './offer-seats.ts';
import { bookings, shifts } from './table.ts';

/**
 * Follows what an organizer changed in a shift: everyone who booked before it moved has their booking's SEQUENCE raised,
 * which calls for a mail that says so and for reminders by the new time, and makes those by the old time void; seats
 * that were added are offered to the waiting list. Doing it again finds nobody who was not told.
 */
export async function followChange(tx: Tx, shiftId: string, at: Date): Promise<void> {
  const [shift] = await tx.select().from(shifts).where(eq(shifts.id, shiftId)).for('update');
  if (!shift) return;
  // Of what is over, nobody has to hear.
  if (shift.movedAt && !shift.cancelledAt && shift.endsAt > at) {
    // The move may be a moment behind this clock: whoever is told now must not be found again.
    const changedAt = shift.movedAt > at ? shift.movedAt : at;
    const moved = await tx
      .update(bookings)
      .set({ sequence: sql`${bookings.sequence} + 1`, changedAt, confirmedAt: null })
      .where(
        and(
          eq(bookings.shiftId, shiftId),
          eq(bookings.state, 'booked'),
          sql`${bookings.changedAt} < ${shift.movedAt.toISOString()}::timestamptz`,
        ),
      )
      .returning();
    await track(
      tx,
      moved.map(({ id, contactId, campaignId, sequence }) => {
        const data = { bookingId: id, shiftId, sequence };
        return { kind: 'booking.moved' as const, contactId, campaignId, data, at };
      }),
    );
  }
  await offerSeats(tx, shiftId, at);
}
