import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';
import { offerSeats } from './offer-seats.ts';
import { bookings, shifts, shiftWaits } from './table.ts';

/**
 * Gives back every seat in a shift to come that a contact has or that is held for them, and offers it to the next in
 * line. Nobody is told of it, nor is it tracked: the contact is being erased. For who holds the locks of `underLocks`.
 */
export async function vacateSeats(tx: Tx, { contactId, at }: { contactId: string; at: Date }): Promise<void> {
  const theirs = await tx.execute<{ id: string }>(sql`
    select id from shifts where starts_at > ${at.toISOString()}::timestamptz and id in (
      select shift_id from bookings where contact_id = ${contactId} and state = 'booked'
      union all select shift_id from shift_waits where contact_id = ${contactId} and state in ('waiting', 'offered'))
    order by id`);
  for (const { id: shiftId } of theirs) {
    const ended = await tx
      .update(bookings)
      .set({ state: 'cancelled', sequence: sql`${bookings.sequence} + 1`, changedAt: at, confirmedAt: null })
      .where(and(eq(bookings.shiftId, shiftId), eq(bookings.contactId, contactId), eq(bookings.state, 'booked')))
      .returning({ id: bookings.id });
    await tx
      .update(shifts)
      .set({ booked: sql`${shifts.booked} - ${ended.length}::int` })
      .where(eq(shifts.id, shiftId));
    const waits = and(eq(shiftWaits.shiftId, shiftId), eq(shiftWaits.contactId, contactId));
    await tx
      .update(shiftWaits)
      .set({ state: 'left', heldUntil: null })
      .where(and(waits, inArray(shiftWaits.state, ['waiting', 'offered'])));
    await offerSeats(tx, shiftId, at);
  }
}
