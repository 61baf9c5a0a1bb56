import { awaitingOwner, pairKey } from '../consents/queries.ts';
import type { Tx } from '../db/client.ts';
import { type Asked, type Decision, goes, skip } from './decision.ts';
import { countConfirmations } from './queries.ts';

/** Confirmations to one address, and for forms from one client address, in 24 hours. */
const limits = { toContact: 3, fromClient: 1_000 };
const day = 24 * 3_600_000;

/** The mail that asks the owner of an address to confirm it: only who has yet to, and not again and again. */
export async function decideConfirmations(tx: Tx, asked: Asked[], now: Date): Promise<Map<string, Decision>> {
  const messages = asked.map(({ message }) => message);
  const awaiting = await awaitingOwner(tx, messages);
  const sent = await countConfirmations(tx, messages, new Date(now.getTime() - day));
  return new Map(
    asked.map(({ message, standing }) => {
      if (standing.mayFollowUp && !awaiting.has(pairKey(message))) return [message.id, skip('confirmed-already')];
      const toContact = sent.toContact.get(message.id) ?? 0;
      const fromClient = sent.fromClient.get(message.clientHash) ?? 0;
      if (toContact >= limits.toContact || fromClient >= limits.fromClient) return [message.id, skip('limit')];
      // Of those that are decided on together, each counts for the next.
      if (message.clientHash !== '') sent.fromClient.set(message.clientHash, fromClient + 1);
      return [message.id, goes];
    }),
  );
}
