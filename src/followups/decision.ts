import type { Standing } from '../consents/queries.ts';
import type { Tx } from '../db/client.ts';
import type { Message } from './queries.ts';
import type { SendingRules } from './sending-rules.ts';

/** Why a mail was not sent; an organizer reads it on the contact's timeline. */
export type SkipReason =
  | 'suppressed'
  | 'erased'
  | 'no-consent'
  | 'confirmed-already'
  | 'limit'
  | 'reported-already'
  | 'booking-changed'
  | 'shift-over'
  | 'morning-came'
  | 'hold-over'
  | 'step-removed'
  | 'goal-reached'
  | 'condition'
  | 'step-unreadable'
  | 'replied'
  | 'taken-out'
  | 'sent-already'
  | 'capped'
  | 'broadcast-stopped';

/** What is to be done with a mail that is due: it goes, it never goes, or it is decided on again at `until`. */
export type Decision =
  | { kind: 'send' }
  | { kind: 'skip'; reason: SkipReason }
  | { kind: 'defer'; until: Date; reason: string };

/** A mail that is due, and where its contact stands in its campaign at this moment. */
export type Asked = { message: Message; standing: Standing };

/** Decides on the mails of one kind together, each by its message's id. No two of them are to one contact. */
export type Decider = (tx: Tx, asked: Asked[], now: Date, rules: SendingRules) => Promise<Map<string, Decision>>;

export const goes: Decision = { kind: 'send' };

export function skip(reason: SkipReason): Decision {
  return { kind: 'skip', reason };
}
