import { and, eq, inArray, sql } from 'drizzle-orm';
import { track } from '../activity/track.ts';
import type { Deps } from '../deps.ts';
import { recordAudit } from '../organizers/record-audit.ts';
import { bookings, shifts, shiftWaits } from './table.ts';

/**
 * Calls a shift off: nobody can book it any more, everyone who had is told, with an end of their calendar entry, and
 * its waiting list ends. Doing it again changes nothing. @returns how many had booked; undefined where there is no such
 * shift, or it has begun.
 */
export async function callOffShift(
  deps: Pick<Deps, 'db' | 'clock'>,
  { shiftId, by }: { shiftId: string; by: string },
): Promise<number | undefined> {
  const at = deps.clock.now();
  return await deps.db.transaction(async (tx) => {
    const [shift] = await tx.select().from(shifts).where(eq(shifts.id, shiftId)).for('update');
    if (!shift || (!shift.cancelledAt && shift.startsAt <= at)) return undefined;
    if (shift.cancelledAt) return 0;
    const ended = await tx
      .update(bookings)
      .set({ state: 'cancelled', sequence: sql`${bookings.sequence} + 1`, changedAt: at })
      .where(and(eq(bookings.shiftId, shiftId), eq(bookings.state, 'booked')))
      .returning();
    await tx
      .update(shifts)
      .set({ cancelledAt: at, held: 0, booked: sql`${shifts.booked} - ${ended.length}::int` })
      .where(eq(shifts.id, shiftId));
    await tx
      .update(shiftWaits)
      .set({ state: 'left', heldUntil: null })
      .where(and(eq(shiftWaits.shiftId, shiftId), inArray(shiftWaits.state, ['waiting', 'offered'])));
    await track(
      tx,
      ended.map(({ id, contactId, campaignId, sequence }) => {
        const data = { bookingId: id, shiftId, sequence, by: 'organizer' };
        return { kind: 'booking.cancelled' as const, contactId, campaignId, data, at };
      }),
    );
    const detail = { shift: shiftId, key: shift.key };
    await recordAudit(tx, { organizerId: by, action: 'shift.called-off', detail, count: ended.length, at });
    return ended.length;
  });
}
