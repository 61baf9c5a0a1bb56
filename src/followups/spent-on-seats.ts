import type { Tx } from '../db/client.ts';
import { bookingMails } from './booking-mails.ts';
import type { Asked } from './decision.ts';
import { countMails } from './queries.ts';

/** Mails about seats to one address that its owner has not confirmed, in 24 hours. */
const mostUnvouched = 6;
const day = 24 * 3_600_000;

/**
 * Those of the mails about seats, by id, that are one too many: whoever signs up under a stranger's address can take one
 * seat after the other.
 */
export async function spentOnSeats(tx: Tx, asked: Asked[], now: Date): Promise<Set<string>> {
  const unvouched = asked.filter(({ standing }) => !standing.confirmed).map(({ message }) => message);
  const sent = await countMails(tx, unvouched, bookingMails, new Date(now.getTime() - day));
  return new Set([...sent].flatMap(([id, count]) => (count >= mostUnvouched ? [id] : [])));
}
