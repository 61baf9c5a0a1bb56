import { and, eq, gt, lt, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { track } from '../activity/track.ts';
import type { Tx } from '../db/client.ts';
import type { Locale } from '../locales/index.ts';
import { bookings, shifts } from './table.ts';

export type BookingResult =
  | { ok: true; bookingId: string }
  /** `over`: the shift has begun, or is not one of this campaign's. */
  | { ok: false; reason: 'full' | 'over' };

type BookingRequest = { shiftId: string; contactId: string; campaignId: string; locale: Locale; at: Date };

/**
 * Takes a seat for a contact. The seat and the booking are one transaction and the count is compared in the statement
 * that raises it, so however many ask at once, no shift is given beyond its seats. Asking again answers the same.
 */
export async function bookShift(tx: Tx, request: BookingRequest): Promise<BookingResult> {
  const { shiftId, contactId, campaignId, locale, at } = request;
  const [seat] = await tx
    .update(shifts)
    .set({ booked: sql`${shifts.booked} + 1` })
    .where(
      and(
        eq(shifts.id, shiftId),
        eq(shifts.campaignId, campaignId),
        gt(shifts.startsAt, at),
        lt(shifts.booked, shifts.seats),
      ),
    )
    .returning({ id: shifts.id });
  if (!seat) return await withoutSeat(tx, request);

  const [booking] = await tx
    .insert(bookings)
    .values({ id: uuidv7(), shiftId, contactId, campaignId, locale, state: 'booked', createdAt: at, changedAt: at })
    .onConflictDoUpdate({
      target: [bookings.shiftId, bookings.contactId],
      set: { state: 'booked', sequence: sql`${bookings.sequence} + 1`, changedAt: at, locale },
      setWhere: eq(bookings.state, 'cancelled'),
    })
    .returning({ id: bookings.id, sequence: bookings.sequence });
  if (!booking) {
    // The contact sits there already: this seat goes back.
    await tx
      .update(shifts)
      .set({ booked: sql`${shifts.booked} - 1` })
      .where(eq(shifts.id, shiftId));
    return await withoutSeat(tx, request);
  }
  const data = { bookingId: booking.id, shiftId, sequence: booking.sequence };
  await track(tx, [{ kind: 'booking.made', contactId, campaignId, data, at }]);
  return { ok: true, bookingId: booking.id };
}

async function withoutSeat(tx: Tx, { shiftId, contactId, campaignId, at }: BookingRequest): Promise<BookingResult> {
  const [existing] = await tx
    .select({ id: bookings.id, state: bookings.state })
    .from(bookings)
    .where(and(eq(bookings.shiftId, shiftId), eq(bookings.contactId, contactId)));
  if (existing && existing.state !== 'cancelled') return { ok: true, bookingId: existing.id };
  const open = await tx.$count(
    shifts,
    and(eq(shifts.id, shiftId), eq(shifts.campaignId, campaignId), gt(shifts.startsAt, at)),
  );
  return { ok: false, reason: open > 0 ? 'full' : 'over' };
}
