import { and, eq, gt, isNull, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { track } from '../activity/track.ts';
import type { Tx } from '../db/client.ts';
import type { Locale } from '../locales/index.ts';
import { offerSeats } from './offer-seats.ts';
import { bookings, shifts, shiftWaits } from './table.ts';

type WaitRequest = {
  shiftId: string;
  contactId: string;
  campaignId: string;
  locale: Locale;
  at: Date;
  /** The sign-up that asks, where its sender may not be whose address it is. */
  signupId?: string;
};

/**
 * Puts a contact on a shift's waiting list. Asking again changes nothing; who left it, or let a hold run out, stands at
 * the end again. Returns `booked` for who has a seat, `over` where nothing can be waited for.
 *
 * A sign-up is answered by what anyone can see: `waiting` for a full shift, also where the contact sits there, and
 * `seats-left` for any other, where a seat is booked, not held.
 */
export async function joinWait(
  tx: Tx,
  { shiftId, contactId, campaignId, locale, at, signupId }: WaitRequest,
): Promise<'waiting' | 'booked' | 'seats-left' | 'over'> {
  const isOpen = and(eq(shifts.campaignId, campaignId), gt(shifts.startsAt, at), isNull(shifts.cancelledAt));
  const [shift] = await tx
    .select({ left: sql<number>`${shifts.seats} - ${shifts.booked} - ${shifts.held}` })
    .from(shifts)
    .where(and(eq(shifts.id, shiftId), isOpen))
    .for('update');
  if (!shift) return 'over';
  if (signupId !== undefined && shift.left > 0) return 'seats-left';
  const seat = and(eq(bookings.shiftId, shiftId), eq(bookings.contactId, contactId));
  const [booking] = await tx.select({ state: bookings.state }).from(bookings).where(seat);
  if (booking && booking.state !== 'cancelled') return signupId === undefined ? 'booked' : 'waiting';
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
