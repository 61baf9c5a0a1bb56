import { and, eq, gt, isNull } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { track } from '../activity/track.ts';
import type { Tx } from '../db/client.ts';
import type { Locale } from '../locales/index.ts';
import { offerSeats } from './offer-seats.ts';
import { bookings, shifts, shiftWaits } from './table.ts';

type WaitRequest = { shiftId: string; contactId: string; campaignId: string; locale: Locale; at: Date };

/**
 * Puts a contact on a shift's waiting list. Asking again changes nothing; who left it, or let a hold run out, stands at
 * the end again. Returns `booked` for who has a seat, `over` where nothing can be waited for.
 */
export async function joinWait(
  tx: Tx,
  { shiftId, contactId, campaignId, locale, at }: WaitRequest,
): Promise<'waiting' | 'booked' | 'over'> {
  const isOpen = and(eq(shifts.campaignId, campaignId), gt(shifts.startsAt, at), isNull(shifts.cancelledAt));
  const [shift] = await tx
    .select({ id: shifts.id })
    .from(shifts)
    .where(and(eq(shifts.id, shiftId), isOpen))
    .for('update');
  if (!shift) return 'over';
  const seat = and(eq(bookings.shiftId, shiftId), eq(bookings.contactId, contactId));
  const [booking] = await tx.select({ state: bookings.state }).from(bookings).where(seat);
  if (booking && booking.state !== 'cancelled') return 'booked';
  const mine = and(eq(shiftWaits.shiftId, shiftId), eq(shiftWaits.contactId, contactId));
  const [known] = await tx.select().from(shiftWaits).where(mine);
  if (known?.state === 'waiting' || known?.state === 'offered') return 'waiting';
  const id = known?.id ?? uuidv7();
  const place = { state: 'waiting' as const, since: at, heldUntil: null, locale };
  await tx
    .insert(shiftWaits)
    .values({ id, shiftId, contactId, campaignId, ...place })
    .onConflictDoUpdate({ target: shiftWaits.id, set: place });
  await track(tx, [{ kind: 'wait.joined', contactId, campaignId, data: { waitId: id, shiftId }, at }]);
  await offerSeats(tx, shiftId, at);
  return 'waiting';
}
