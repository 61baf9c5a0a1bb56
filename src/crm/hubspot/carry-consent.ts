import { CallFailed, Refusal } from '../call-failed.ts';
import type { Cause, Note, Outgoing } from '../connector.ts';
import { type Ask, NotTaken } from './client.ts';
import { readStatuses, standingOf, statusOf, unsubscribeAll, writeStatuses } from './preferences.ts';
import type { Contact } from './types.ts';

/** What carrying somebody's consent over came to; nothing, where all is as it should be. */
type Carried = { changed?: true; note?: Note; failed?: { cause: Cause; detail: string; after?: number } };
type Asked = { outgoing: Outgoing; contact: Contact };

/**
 * Brings consent to where it should stand, after the contacts are there. Withdrawals first. Somebody is subscribed only
 * who has a granted entry here and said nothing over there; who left there stays left, and HubSpot would refuse it too.
 * What fails leaves a withdrawal to come again, whatever the reason: it must not be lost.
 */
export async function carryConsent(ask: Ask, subscriptionId: string | undefined, asked: Asked[]) {
  const carried = new Map<Outgoing, Carried>();
  const leaving = asked.filter(({ outgoing }) => outgoing.subscription === 'unsubscribed');
  const granted = asked.filter(({ outgoing }) => outgoing.subscription === 'subscribed');
  try {
    if (subscriptionId === undefined) {
      await endAll(ask, leaving, carried);
      return carried;
    }
    const emails = [...leaving, ...granted].map(({ outgoing }) => outgoing.email);
    const statuses = emails.length > 0 ? await readStatuses(ask, subscriptionId, emails) : new Map();
    const changes: { one: Asked; to: 'SUBSCRIBED' | 'UNSUBSCRIBED' }[] = [];
    for (const one of leaving) {
      if (standingOf(one.contact, statusOf(statuses, one.outgoing.email)) === 'unsubscribed') continue;
      changes.push({ one, to: 'UNSUBSCRIBED' });
    }
    for (const one of granted) {
      const standing = standingOf(one.contact, statusOf(statuses, one.outgoing.email));
      if (standing === 'unsubscribed') carried.set(one.outgoing, { note: left });
      else if (standing === 'bounced') carried.set(one.outgoing, { note: bounced });
      else if (standing === 'unknown') changes.push({ one, to: 'SUBSCRIBED' });
    }
    const said = await writeStatuses(
      ask,
      subscriptionId,
      changes.map(({ one, to }) => ({ email: one.outgoing.email, to })),
    );
    for (const { one, to } of changes) {
      const objection = said.get(one.outgoing.email);
      carried.set(one.outgoing, objection === undefined ? { changed: true } : objected(to, objection));
    }
  } catch (error) {
    const failed = failureOf(error);
    for (const { outgoing } of [...leaving, ...granted]) {
      if (!carried.has(outgoing)) carried.set(outgoing, withoutRights(outgoing, failed) ?? { failed });
    }
  }
  return carried;
}

async function endAll(ask: Ask, leaving: Asked[], carried: Map<Outgoing, Carried>): Promise<void> {
  const still = leaving.filter(({ contact }) => contact.properties.hs_email_optout !== 'true');
  const said = await unsubscribeAll(
    ask,
    still.map(({ outgoing }) => outgoing.email),
  );
  for (const { outgoing } of still) {
    const objection = said.get(outgoing.email);
    carried.set(outgoing, objection === undefined ? { changed: true } : objected('UNSUBSCRIBED', objection));
  }
}

const left: Note = { what: 'left-over-there', detail: 'unsubscribed in HubSpot' };
const bounced: Note = { what: 'bounced-over-there', detail: 'their address has bounced in HubSpot' };

/** They left between our look and our write: HubSpot keeps them left, and so do we. Anything else may pass. */
function objected(to: 'SUBSCRIBED' | 'UNSUBSCRIBED', words: string): Carried {
  if (to === 'SUBSCRIBED' && /unsubscribed|opted? ?out/i.test(words)) return { note: left };
  return { failed: { cause: 'answer-not-understood', detail: words } };
}

/** Without the scope, a grant is left out and said; a withdrawal waits for the scope. */
function withoutRights({ subscription }: Outgoing, { cause, detail }: { cause: Cause; detail: string }) {
  return cause === 'rights' && subscription === 'subscribed'
    ? { note: { what: 'consent-left-out', detail } }
    : undefined;
}

function failureOf(error: unknown): { cause: Cause; detail: string; after?: number } {
  if (error instanceof CallFailed) {
    return { cause: error.why, detail: error.message, ...(error.after !== undefined && { after: error.after }) };
  }
  if (error instanceof Refusal) return { cause: error.why, detail: error.message };
  if (error instanceof NotTaken) return { cause: 'answer-not-understood', detail: error.message };
  throw error;
}
