import { and, eq, gt, inArray, isNotNull, sql } from 'drizzle-orm';
import { track } from '../activity/track.ts';
import type { Tx } from '../db/client.ts';
import { renewToken, type Secrets } from '../http/renew-token.ts';
import { readToken } from '../http/token.ts';
import { reports } from '../reports/table.ts';
import { bookings, checkIns } from '../shifts/table.ts';
import type { Tap, TapOutcome } from './form.ts';

type Booking = typeof bookings.$inferSelect;
type AtDoor = Secrets & {
  shiftId: string;
  organizerId: string;
  now: Date;
  /** The device's clock as it sends, where it says so. */
  sentAt?: Date | undefined;
  /** Until when whoever taps may; undefined: for good. */
  until?: Date | undefined;
};

/** Taps so close to each other, in milliseconds, count in the order in which they come: no two clocks agree. */
const asGoodAsTogether = 60_000;

/**
 * Takes one tap at the door in: somebody is there, or is not after all. Under the id that the device gave it, so that
 * what a device sends twice, not having heard the answer, counts once. What people said of it themselves stays, and so
 * does what was tapped later, at the same door on another device.
 */
export async function checkIn(tx: Tx, tap: Tap, door: AtDoor): Promise<TapOutcome> {
  const { shiftId, organizerId, now, until } = door;
  const at = tappedAt(tap, door);
  if (until && at >= until) return 'late';
  const bookingId = tap.booking ?? idOf(tap.token ?? '', door, at);
  if (bookingId === undefined) return 'unknown';
  const isIt = and(eq(bookings.id, bookingId), eq(bookings.shiftId, shiftId));
  const [booking] = await tx.select().from(bookings).where(isIt).for('update');
  if (!booking) return 'unknown';
  const added = await tx
    .insert(checkIns)
    .values({ id: tap.id, bookingId, act: tap.act, organizerId, at, receivedAt: now })
    .onConflictDoNothing()
    .returning({ id: checkIns.id });
  if (added.length === 0) return 'already';
  if (booking.state === 'cancelled') return 'cancelled';
  if (await isOutdated(tx, bookingId, at)) return 'kept';
  if (tap.act === 'out') await takeBack(tx, booking, now);
  else await note(tx, booking, at);
  return 'kept';
}

/** When somebody tapped: what the device's clock is off as it sends, it was off then. It saw nobody in the future. */
function tappedAt(tap: Tap, { now, sentAt = now }: AtDoor): Date {
  const told = new Date(tap.at).getTime() + now.getTime() - sentAt.getTime();
  return new Date(Math.min(told, now.getTime()));
}

/** Whether somebody else tapped later and was heard first. The booking is locked: nobody comes in between. */
async function isOutdated(tx: Tx, bookingId: string, at: Date): Promise<boolean> {
  const later = gt(checkIns.at, new Date(at.getTime() + asGoodAsTogether));
  return (await tx.$count(checkIns, and(eq(checkIns.bookingId, bookingId), later))) > 0;
}

/** Whose code was scanned, if it was good at that moment: a tap may come in when it is not any more. */
function idOf(token: string, secrets: Secrets, at: Date): string | undefined {
  const content = readToken(secrets.secret, 'door', renewToken(secrets, 'door', token));
  return content && content.at > at ? content.ids[0] : undefined;
}

async function note(tx: Tx, { id, contactId, campaignId, shiftId }: Booking, at: Date): Promise<void> {
  const said = sql`case when ${bookings.state} = 'attended' then ${bookings.changedAt} else ${at.toISOString()}::timestamptz end`;
  const [seen] = await tx
    .update(bookings)
    .set({ state: 'attended', checkedInAt: at, changedAt: said })
    .where(and(eq(bookings.id, id), sql`${bookings.checkedInAt} is null`))
    .returning({ id: bookings.id });
  if (!seen) return;
  await track(tx, [{ kind: 'booking.attended', contactId, campaignId, data: { bookingId: id, shiftId }, at }]);
}

/** Back to what it was: booked, or what they said themselves. */
async function takeBack(tx: Tx, { id, contactId, campaignId, shiftId }: Booking, now: Date): Promise<void> {
  const [said] = await tx
    .select({ kind: reports.kind })
    .from(reports)
    .where(and(eq(reports.bookingId, id), inArray(reports.kind, ['attended', 'missed'])));
  const state = said?.kind === 'attended' || said?.kind === 'missed' ? said.kind : 'booked';
  const [back] = await tx
    .update(bookings)
    .set({ state, checkedInAt: null, changedAt: now })
    .where(and(eq(bookings.id, id), isNotNull(bookings.checkedInAt)))
    .returning({ id: bookings.id });
  if (!back) return;
  await track(tx, [{ kind: 'booking.unattended', contactId, campaignId, data: { bookingId: id, shiftId }, at: now }]);
}
