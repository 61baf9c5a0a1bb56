import { keptFromMail } from '../consents/erased.ts';
import { findStandings, pairKey } from '../consents/queries.ts';
import type { Tx } from '../db/client.ts';
import { type Asked, type Decision, skip } from './decision.ts';
import { kindOf } from './message-kinds.ts';
import type { Message } from './queries.ts';
import type { SendingRules } from './sending-rules.ts';

/** A mail with the address that it would go to. */
type Addressed = Message & { email: string };

/**
 * Decides on mails at the moment of sending, whatever was true when they were planned, in a handful of statements
 * however many they are. The caller holds the contacts' rows: what counts the mails of one person must not be asked
 * twice at once; and so no two of `messages` are to one contact.
 *
 * @returns a decision for each, by the message's id
 */
export async function decideMany(
  tx: Tx,
  messages: Addressed[],
  { now, secret, rules }: { now: Date; secret: string; rules: SendingRules },
): Promise<Map<string, Decision>> {
  const decisions = new Map<string, Decision>();
  const [standings, kept] = await Promise.all([findStandings(tx, messages), keptFromMail(tx, secret, messages)]);
  const asked: Asked[] = [];
  for (const message of messages) {
    const standing = standings.get(pairKey(message));
    if (kept.has(message.contactId)) decisions.set(message.id, skip('erased'));
    else if (!standing || standing.suppressed) decisions.set(message.id, skip('suppressed'));
    else asked.push({ message, standing });
  }
  for (const [decide, ofKind] of Map.groupBy(asked, ({ message }) => kindOf(message).decide)) {
    for (const [id, decision] of await decide(tx, ofKind, now, rules)) decisions.set(id, decision);
  }
  return decisions;
}
