import type { Tx } from '../db/client.ts';
import { type BookedShift, findBookings } from '../shifts/queries.ts';
import { reminderTimes } from '../shifts/wait-queries.ts';
import { type Asked, type Decision, goes, skip } from './decision.ts';
import { spentOnSeats } from './spent-on-seats.ts';

/** Mails that answer a person's own act about a seat: as long as the seat is as it was when they were planned. */
export async function decideBookingMails(tx: Tx, asked: Asked[], now: Date): Promise<Map<string, Decision>> {
  const found = await findBookings(
    tx,
    asked.map(({ message }) => message.subjectId),
  );
  const late = await withMorningCome(tx, asked, found, now);
  const spent = await spentOnSeats(tx, asked, now);
  return new Map(
    asked.map(({ message }) => {
      const decision = ofSeat(message, found.get(message.subjectId), now);
      if (decision !== goes) return [message.id, decision];
      if (late.has(message.id)) return [message.id, skip('morning-came')];
      return [message.id, spent.has(message.id) ? skip('limit') : goes];
    }),
  );
}

/** Reminders of the day before that were held up until the one of the same morning is due too: that one is enough. */
async function withMorningCome(
  tx: Tx,
  asked: Asked[],
  found: Map<string, BookedShift>,
  now: Date,
): Promise<Set<string>> {
  const reminders = asked.flatMap(({ message }) => {
    const shift = message.name === 'shift-reminder' ? found.get(message.subjectId)?.shift : undefined;
    return shift ? [{ id: message.id, shiftId: shift.id }] : [];
  });
  const times = await reminderTimes(
    tx,
    reminders.map(({ shiftId }) => shiftId),
  );
  const isLate = (shiftId: string) => {
    const morning = times.get(shiftId)?.morning;
    return morning ? morning <= now : false;
  };
  return new Set(reminders.filter(({ shiftId }) => isLate(shiftId)).map(({ id }) => id));
}

function isReminder(name: string): boolean {
  return name === 'shift-reminder' || name === 'shift-morning';
}

function ofSeat({ name, round }: Asked['message'], found: BookedShift | undefined, now: Date): Decision {
  if (!found || String(found.booking.sequence) !== round) return skip('booking-changed');
  const { state } = found.booking;
  if (name === 'report-ask' && state !== 'booked') return skip('reported-already');
  if (isReminder(name) && state !== 'booked') return skip('booking-changed');
  if (name !== 'report-ask' && found.shift.startsAt <= now) return skip('shift-over');
  return goes;
}
