import type { Deps } from '../deps.ts';
import { CallFailed, Refusal } from './call-failed.ts';
import type { Batch, Claimed } from './claim-batch.ts';
import type { Cause, Connector, Outcome, Outgoing } from './connector.ts';
import { noteAnswered, noteDown, probeAgain } from './gate.ts';
import { haltCrm } from './halt-crm.ts';
import { ClaimLost, type Session } from './open-call.ts';
import { openConnector } from './open-connector.ts';
import { composeOutgoing, composeWithdrawal, hashOf } from './outgoing.ts';
import type { CrmConnector } from './queries.ts';
import { type ReadContact, readContacts } from './read-contacts.ts';
import { recordOutcomes, type Settled } from './record-outcomes.ts';
import { vendorOf } from './vendors.ts';

/** Failures that say: the CRM as a whole cannot be reached, or lets nobody in. */
const ofAll: Cause[] = ['down', 'timeout', 'answer-not-understood', 'credentials', 'rights'];
/** Those for which a person has to act: nobody is tried meanwhile, and nobody's tries are counted. */
const ofPerson: Cause[] = ['credentials', 'rights', 'blocked-address', 'gone'];

/**
 * Brings the contacts of a batch to where they should stand in the CRM, and writes down what came of each. What it holds
 * already is not sent. No transaction is open while the CRM is spoken to.
 */
export async function pushBatch(deps: Deps, connector: CrmConnector, batch: Batch): Promise<void> {
  const session: Session = { batchId: batch.id, claim: batch.id, calls: [], secrets: [] };
  const { settled, toSend, lost } = await plan(deps, connector, batch.contacts);
  try {
    if (lost.length > 0) {
      const sought = await seek(deps, connector, session, lost);
      settled.push(...sought.settled);
      toSend.push(...sought.toSend);
    }
    if (toSend.length > 0) settled.push(...(await send(deps, connector, session, toSend)));
  } catch (error) {
    // Somebody else has its contacts, and writes down what comes of them.
    if (error instanceof ClaimLost) return;
    throw error;
  }
  await recordOutcomes(deps, { connectorId: connector.id, batchId: batch.id, settled, calls: session.calls });
  if (batch.probe && session.calls.length === 0) await probeAgain(deps.db, connector.id, deps.clock.now());
}

type ToSend = { outgoing: Outgoing; hash: string; known: Claimed };

/** Somebody out of scope, of whom nobody knows whether they are over there. */
type Lost = { contact: ReadContact; known: Claimed };

/** Reads everybody as they are now, and parts those whom the CRM already has so. */
async function plan(deps: Deps, connector: CrmConnector, claimed: Claimed[]) {
  const now = deps.clock.now();
  const ids = claimed.map(({ contactId }) => contactId);
  const contacts = await readContacts(deps.db, connector, ids, now);
  const since = connector.createdAt;
  const events = await vendorOf(connector.vendor).readEvents?.(deps.db, {
    connectorId: connector.id,
    contactIds: ids,
    since,
  });
  const settled: Settled[] = [];
  const toSend: ToSend[] = [];
  const lost: Lost[] = [];
  for (const known of claimed) {
    const { contactId } = known;
    const contact = contacts.get(contactId);
    const outgoing = contact && outgoingOf(connector, contact, known, events && (events.get(contactId) ?? []));
    if (!outgoing && contact && known.lost) {
      lost.push({ contact, known });
      continue;
    }
    if (!outgoing) {
      settled.push({ contactId, result: 'out-of-scope', hash: known.sentHash });
      continue;
    }
    const hash = hashOf(outgoing);
    const told = outgoing.acts.length === 0 && (outgoing.events ?? []).length === 0;
    // A "no" goes out whatever was sent before: over there, somebody may have come back by themselves meanwhile.
    if (hash === known.sentHash && told && !known.withdrawal) settled.push({ contactId, result: 'same', hash });
    else toSend.push({ outgoing, hash, known });
  }
  return { settled, toSend, lost };
}

/**
 * Looks for those who are out of scope by now and may be over there by a push whose answer was lost, so that a no finds
 * its way to them. Who is told events knows no ids but ours.
 */
async function seek(deps: Deps, connector: CrmConnector, session: Session, lost: Lost[]) {
  const settled: Settled[] = [];
  const toSend: ToSend[] = [];
  const left = new Set(lost);
  try {
    const opened = await openConnector(deps, connector, session);
    for (const one of lost) {
      const { contactId, email, subscription } = one.contact;
      const found = (await opened.read?.([{ contactId, remoteId: undefined, email }])) ?? [{ remoteId: contactId }];
      const remoteId = found[0]?.remoteId;
      left.delete(one);
      if (remoteId !== undefined && subscription === 'unsubscribed') toSend.push(withdrawalOf(one, remoteId));
      else settled.push({ contactId, result: 'out-of-scope', hash: null, ...(remoteId !== undefined && { remoteId }) });
    }
  } catch (error) {
    if (error instanceof ClaimLost) throw error;
    const again = [...left].map((one) => withdrawalOf(one, ''));
    const outcomes = failedAll(
      deps,
      connector,
      error,
      again.map(({ outgoing }) => outgoing),
    );
    await noteHealth(deps, connector, outcomes, session.heard === true);
    settled.push(...again.map((one, n) => settle(one, outcomes[n])));
  }
  return { settled, toSend };
}

function withdrawalOf({ contact, known }: Lost, remoteId: string): ToSend {
  const outgoing = composeWithdrawal(contact, remoteId);
  return { outgoing, hash: hashOf(outgoing), known };
}

/** Undefined: nothing of them is to be sent. A "no" goes out to wherever they were ever sent. */
function outgoingOf(
  connector: CrmConnector,
  contact: ReadContact,
  known: Claimed,
  events: ReturnType<typeof composeOutgoing>['events'],
): Outgoing | undefined {
  if (contact.inScope) return composeOutgoing(connector, contact, known, events);
  const isNews = contact.subscription === 'unsubscribed' && known.sentSubscription !== 'unsubscribed';
  return isNews && known.remoteId !== null ? composeWithdrawal(contact, known.remoteId) : undefined;
}

async function send(deps: Deps, connector: CrmConnector, session: Session, toSend: ToSend[]): Promise<Settled[]> {
  const batch = toSend.map(({ outgoing }) => outgoing);
  const outcomes = await outcomesOf(deps, connector, session, batch);
  await noteHealth(deps, connector, outcomes, session.heard === true);
  const byContact = new Map(outcomes.map((outcome) => [outcome.contactId, outcome]));
  return toSend.map((one) => settle(one, byContact.get(one.outgoing.contactId)));
}

async function outcomesOf(
  deps: Deps,
  connector: CrmConnector,
  session: Session,
  batch: Outgoing[],
): Promise<Outcome[]> {
  try {
    return await pushAll(deps, connector, session, batch);
  } catch (error) {
    if (error instanceof ClaimLost) throw error;
    return failedAll(deps, connector, error, batch);
  }
}

/** What an error that all of them met makes of each. */
function failedAll(deps: Deps, connector: CrmConnector, error: unknown, batch: Outgoing[]): Outcome[] {
  if (error instanceof CallFailed) {
    const after = error.after === undefined ? {} : { after: error.after };
    return batch.map(({ contactId }) => ({
      contactId,
      result: 'retry',
      cause: error.why,
      detail: error.message,
      ...after,
    }));
  }
  if (error instanceof Refusal) {
    const { why: cause, message: detail } = error;
    return batch.map(({ contactId }) =>
      ofPerson.includes(cause)
        ? { contactId, result: 'retry', cause, detail, untried: true }
        : { contactId, result: 'refused', cause, detail },
    );
  }
  // A connector that stumbles over an answer is no reason to lose who waits; the log says where.
  deps.log.warn({ err: error, connector: connector.id }, 'a connector failed');
  const detail = error instanceof Error ? error.message : String(error);
  return batch.map(({ contactId }) => ({ contactId, result: 'retry', cause: 'answer-not-understood', detail }));
}

/** A token that the vendor refuses is refreshed once; one contact that is refused takes nobody along. */
async function pushAll(deps: Deps, connector: CrmConnector, session: Session, batch: Outgoing[]): Promise<Outcome[]> {
  let opened: Connector = await openConnector(deps, connector, session);
  try {
    return await opened.push(batch);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.why === 'credentials' && vendorOf(connector.vendor).oauth) {
      opened = await openConnector(deps, connector, session, { expired: true });
      return await opened.push(batch);
    }
    if (batch.length === 1 || ofPerson.includes(error.why)) throw error;
    const outcomes: Outcome[] = [];
    for (const one of batch) outcomes.push(...(await outcomesOf(deps, connector, session, [one])));
    return outcomes;
  }
}

/** What the outcomes say of the CRM as a whole. */
async function noteHealth(deps: Deps, connector: CrmConnector, outcomes: Outcome[], heard: boolean): Promise<void> {
  const now = deps.clock.now();
  const failed = outcomes.filter((one) => one.result === 'retry');
  const gone = failed.find(({ cause }) => cause === 'gone' || cause === 'blocked-address');
  if (gone) return await haltCrm(deps.db, connector.id, { cause: gone.cause, detail: gone.detail, now });
  const worst = failed.find((one) => ofAll.includes(one.cause) && !isOwn(one));
  if (worst && failed.length === outcomes.length) {
    return await noteDown(deps.db, connector.id, { cause: worst.cause, detail: worst.detail, heard, now });
  }
  const isBack = await noteAnswered(deps.db, connector.id, now);
  if (isBack) deps.log.info({ connector: connector.id }, 'the CRM is back');
}

/** A right that one contact's news needs, where the others went: that one waits for it, and keeps nobody. */
function isOwn({ cause, untried }: Extract<Outcome, { result: 'retry' }>): boolean {
  return cause === 'rights' && !untried;
}

function settle({ outgoing, hash, known }: ToSend, outcome: Outcome | undefined): Settled {
  const { contactId, subscription } = outgoing;
  if (!outcome) {
    const detail = 'the connector said nothing of it';
    return { contactId, result: 'retry', cause: 'answer-not-understood', detail };
  }
  if (outcome.result === 'retry') {
    const { cause, detail, after, told, untried } = outcome;
    const also = { ...(after ? { after } : {}), ...(told ? { told } : {}) };
    if (untried || (ofPerson.includes(cause) && !isOwn(outcome)))
      return { contactId, result: 'kept', hash: known.sentHash, ...also };
    return { contactId, result: 'retry', cause, detail, ...also };
  }
  const sent = shown(outgoing);
  if (outcome.result === 'refused') return { ...outcome, sent };
  const told = [...outgoing.acts, ...(outgoing.events ?? [])].map(({ id }) => id);
  const detail = (outcome.notes ?? []).map((note) => `${note.what}: ${note.detail}`).join('; ');
  const { result, remoteId } = outcome;
  return { contactId, result, remoteId, hash, subscription, told, detail, sent };
}

/** For the history: what went out, as it was mapped. */
function shown({ values, tags, subscription, acts, events }: Outgoing): Record<string, unknown> {
  return {
    values,
    tags,
    subscription,
    acts: acts.map(({ kind, campaign, at }) => ({ kind, campaign: campaign.slug, at })),
    ...(events ? { events: events.map(({ type, at }) => ({ type, at })) } : {}),
  };
}
