import { pairKey } from '../consents/queries.ts';
import type { Tx } from '../db/client.ts';
import { reportedAmong } from '../pledges/queries.ts';
import { bookedAmong } from '../shifts/queries.ts';
import { type Asked, type Decision, goes, skip } from './decision.ts';
import { stepsOfMany, wentBefore } from './queries.ts';

/** The mails of sequences: to who agreed to them, once, and not to who has done by now what they ask for. */
export async function decideSteps(tx: Tx, asked: Asked[], _now: Date): Promise<Map<string, Decision>> {
  const messages = asked.map(({ message }) => message);
  const steps = await stepsOfMany(tx, messages);
  const before = await wentBefore(tx, messages);
  const booked = await bookedAmong(tx, messages);
  const reported = await reportedAmong(tx, messages);
  const decide = ({ message, standing }: Asked): Decision => {
    if (!standing.mayFollowUp) return skip('no-consent');
    const step = steps.get(message.campaignId)?.find(({ key }) => key === message.name);
    if (!step) return skip('step-removed');
    if (before.has(message.id)) return skip('sent-already');
    if (step.unless === 'booked' && booked.has(pairKey(message))) return skip('booked-already');
    if (step.unless === 'reported' && reported.has(pairKey(message))) return skip('reported-already');
    return goes;
  };
  return new Map(asked.map((one) => [one.message.id, decide(one)]));
}
