import { and, eq, gt, isNull, lt, type SQL, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { track } from '../activity/track.ts';
import type { Tx } from '../db/client.ts';
import type { Locale } from '../locales/index.ts';
import { wasToldBooked } from './queries.ts';
import { bookings, shifts, shiftWaits } from './table.ts';

export type BookingResult =
  | { ok: true; bookingId: string }
  /** `over`: the shift has begun, was called off, or is not one of this campaign's. */
  | { ok: false; reason: 'full' | 'over' };

type BookingRequest = {
  shiftId: string;
  contactId: string;
  campaignId: string;
  locale: Locale;
  at: Date;
  /** The sign-up that asks, where its sender may not be whose address it is. */
  signupId?: string;
};

/**
 * Takes a seat for a contact. The seat and the booking are one transaction and the count is compared in the statement
 * that raises it, so however many ask at once, no shift is given beyond its seats. A seat that is held for somebody of the
 * waiting list is theirs alone. Asking again answers the same.
 *
 * A sign-up is answered by what it did itself and by what anyone can see: with a seat free it is `ok`, also where the
 * contact sits there already; a full shift is `full`, unless this sign-up was told `ok` before. What is held for the
 * contact stays held.
 *
 * @throws the driver's error (`isLockTimeout`) where the shift is held by another for longer than anybody would wait.
 */
export async function bookShift(tx: Tx, request: BookingRequest): Promise<BookingResult> {
  const { shiftId, contactId, campaignId, locale, at } = request;
  const isOpen = and(
    eq(shifts.id, shiftId),
    eq(shifts.campaignId, campaignId),
    gt(shifts.startsAt, at),
    isNull(shifts.cancelledAt),
  );
  // What a lost connection holds, the server lets go of by itself, after a while. Those behind it may be lost as well:
  // they are not to hold the shift one after the other. A row has two locks, its queue's and its own: eight seconds.
  await tx.execute(sql`set local lock_timeout = '4s'`);
  const [free] = await tx
    .update(shifts)
    .set({ booked: sql`${shifts.booked} + 1` })
    .where(and(isOpen, lt(sql`${shifts.booked} + ${shifts.held}`, shifts.seats)))
    .returning({ id: shifts.id });
  if (!free && !(await takeHeld(tx, request, isOpen))) return await withoutSeat(tx, request, 'none-free');

  const [booking] = await tx
    .insert(bookings)
    .values({ id: uuidv7(), shiftId, contactId, campaignId, locale, state: 'booked', createdAt: at, changedAt: at })
    .onConflictDoUpdate({
      target: [bookings.shiftId, bookings.contactId],
      set: {
        state: 'booked',
        sequence: sql`${bookings.sequence} + 1`,
        changedAt: at,
        locale,
        confirmedAt: null,
        checkedInAt: null,
      },
      setWhere: eq(bookings.state, 'cancelled'),
    })
    .returning({ id: bookings.id, sequence: bookings.sequence });
  if (!booking) {
    // The contact sits there already: this seat goes back.
    await tx
      .update(shifts)
      .set({ booked: sql`${shifts.booked} - 1` })
      .where(eq(shifts.id, shiftId));
    return await withoutSeat(tx, request, 'sits-already');
  }
  await endWait(tx, request, free !== undefined);
  const data = { bookingId: booking.id, shiftId, sequence: booking.sequence, ...by(request) };
  await track(tx, [{ kind: 'booking.made', contactId, campaignId, data, at }]);
  return { ok: true, bookingId: booking.id };
}

/** The seat that an offer holds for this contact becomes theirs: held no longer, booked from now on. */
async function takeHeld(tx: Tx, request: BookingRequest, isOpen: SQL | undefined): Promise<boolean> {
  const { shiftId, contactId, at, signupId } = request;
  if (signupId !== undefined) return false;
  const [shift] = await tx.select({ id: shifts.id }).from(shifts).where(isOpen).for('update');
  if (!shift) return false;
  const mine = and(eq(shiftWaits.shiftId, shiftId), eq(shiftWaits.contactId, contactId));
  const [taken] = await tx
    .update(shiftWaits)
    .set({ state: 'taken', heldUntil: null })
    .where(and(mine, eq(shiftWaits.state, 'offered'), gt(shiftWaits.heldUntil, at)))
    .returning({ id: shiftWaits.id });
  if (!taken) return false;
  await tx
    .update(shifts)
    .set({ booked: sql`${shifts.booked} + 1`, held: sql`${shifts.held} - 1` })
    .where(eq(shifts.id, shiftId));
  return true;
}

/** Whoever has a seat waits no longer; who took a free one while another was held for them gives that back. */
async function endWait(tx: Tx, { shiftId, contactId }: BookingRequest, tookFree: boolean): Promise<void> {
  if (!tookFree) return;
  const mine = and(eq(shiftWaits.shiftId, shiftId), eq(shiftWaits.contactId, contactId));
  const [wait] = await tx.select().from(shiftWaits).where(mine).for('update');
  if (wait?.state !== 'waiting' && wait?.state !== 'offered') return;
  await tx.update(shiftWaits).set({ state: 'taken', heldUntil: null }).where(eq(shiftWaits.id, wait.id));
  if (wait.state === 'offered') {
    await tx
      .update(shifts)
      .set({ held: sql`${shifts.held} - 1` })
      .where(eq(shifts.id, shiftId));
  }
}

async function withoutSeat(
  tx: Tx,
  request: BookingRequest,
  because: 'none-free' | 'sits-already',
): Promise<BookingResult> {
  const { shiftId, contactId, campaignId, at, signupId } = request;
  const [existing] = await tx
    .select({ id: bookings.id, state: bookings.state })
    .from(bookings)
    .where(and(eq(bookings.shiftId, shiftId), eq(bookings.contactId, contactId)));
  if (existing && existing.state !== 'cancelled') {
    const told = signupId === undefined || (await wasToldBooked(tx, { contactId, signupId, shiftId }));
    if (!told && because === 'sits-already') {
      // Once the shift is full, this sign-up is answered as one that took the seat.
      const data = { bookingId: existing.id, shiftId, ...by(request) };
      await track(tx, [{ kind: 'booking.repeated', contactId, campaignId, data, at }]);
    }
    if (told || because === 'sits-already') return { ok: true, bookingId: existing.id };
  }
  const open = await tx.$count(
    shifts,
    and(eq(shifts.id, shiftId), eq(shifts.campaignId, campaignId), gt(shifts.startsAt, at), isNull(shifts.cancelledAt)),
  );
  return { ok: false, reason: open > 0 ? 'full' : 'over' };
}

function by({ signupId }: BookingRequest): { signupId?: string } {
  return signupId === undefined ? {} : { signupId };
}
