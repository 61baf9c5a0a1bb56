import { and, eq, isNull } from 'drizzle-orm';
import { track } from '../activity/track.ts';
import type { Tx } from '../db/client.ts';
import { bookings } from './table.ts';

/** Notes that a contact said "I'm coming". Saying it again changes nothing. Returns false where they have no such seat. */
export async function confirmBooking(
  tx: Tx,
  { bookingId, contactId, at }: { bookingId: string; contactId: string; at: Date },
): Promise<boolean> {
  const mine = and(eq(bookings.id, bookingId), eq(bookings.contactId, contactId), eq(bookings.state, 'booked'));
  const [confirmed] = await tx
    .update(bookings)
    .set({ confirmedAt: at })
    .where(and(mine, isNull(bookings.confirmedAt)))
    .returning();
  if (!confirmed) return (await tx.$count(bookings, mine)) > 0;
  const { campaignId, shiftId } = confirmed;
  await track(tx, [{ kind: 'booking.confirmed', contactId, campaignId, data: { bookingId, shiftId }, at }]);
  return true;
}
