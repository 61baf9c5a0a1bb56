import type { Tx } from '../db/client.ts';
import { type BookedShift, findBookings } from '../shifts/queries.ts';
import { bookingMails } from './booking-mails.ts';
import { type Asked, type Decision, goes, skip } from './decision.ts';
import { countMails } from './queries.ts';

/** Mails about seats to one address that its owner has not confirmed, in 24 hours. */
const mostUnvouched = 6;
const day = 24 * 3_600_000;

/** Mails that answer a person's own act about a seat: as long as the seat is as it was when they were planned. */
export async function decideBookingMails(tx: Tx, asked: Asked[], now: Date): Promise<Map<string, Decision>> {
  const found = await findBookings(
    tx,
    asked.map(({ message }) => message.subjectId),
  );
  // Whoever signs up under a stranger's address can take one seat after the other.
  const unvouched = asked.filter(({ standing }) => !standing.confirmed).map(({ message }) => message);
  const sent = await countMails(tx, unvouched, bookingMails, new Date(now.getTime() - day));
  return new Map(
    asked.map(({ message }) => {
      const decision = ofSeat(message, found.get(message.subjectId), now);
      if (decision !== goes) return [message.id, decision];
      return [message.id, (sent.get(message.id) ?? 0) >= mostUnvouched ? skip('limit') : goes];
    }),
  );
}

function ofSeat({ name, round }: Asked['message'], found: BookedShift | undefined, now: Date): Decision {
  if (!found || String(found.booking.sequence) !== round) return skip('booking-changed');
  const { state } = found.booking;
  if (name === 'report-ask' && state !== 'booked') return skip('reported-already');
  if (name === 'shift-reminder' && state !== 'booked') return skip('booking-changed');
  if (name !== 'report-ask' && found.shift.startsAt <= now) return skip('shift-over');
  return goes;
}
