import type { Tx } from '../db/client.ts';
import { findWaits } from '../shifts/wait-queries.ts';
import { type Asked, type Decision, goes, skip } from './decision.ts';
import { spentOnSeats } from './spent-on-seats.ts';

/** The mail that offers a seat to the next in line: as long as the seat is held for them. */
export async function decideSeatOffers(tx: Tx, asked: Asked[], now: Date): Promise<Map<string, Decision>> {
  const found = await findWaits(
    tx,
    asked.map(({ message }) => message.subjectId),
  );
  const spent = await spentOnSeats(tx, asked, now);
  return new Map(
    asked.map(({ message }) => {
      const wait = found.get(message.subjectId)?.wait;
      const isHeld = wait?.state === 'offered' && String(wait.offers) === message.round;
      if (!isHeld || wait.heldUntil === null || wait.heldUntil <= now) return [message.id, skip('hold-over')];
      return [message.id, spent.has(message.id) ? skip('limit') : goes];
    }),
  );
}
