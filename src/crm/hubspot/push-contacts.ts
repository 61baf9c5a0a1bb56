import { Refusal } from '../call-failed.ts';
import type { Cause, Note, Outcome, Outgoing } from '../connector.ts';
import { carryConsent } from './carry-consent.ts';
import { type Ask, wordsOf } from './client.ts';
import { type Input, readContacts, type Written, writeContacts } from './contacts.ts';
import { propertiesFor } from './mapping.ts';
import type { Contact, Property } from './types.ts';

type Known = {
  properties: Map<string, Property>;
  subscriptionId: string | undefined;
  isAnybodys: ((email: string) => Promise<boolean>) | undefined;
};
type Planned = {
  outgoing: Outgoing;
  there: Contact | undefined;
  notes: Note[];
  input?: Input;
  how: 'upsert' | 'update';
};

/**
 * Brings contacts to where they should stand: one call to read them, one to write those who differ, two for consent. A
 * batch holds an address once: HubSpot refuses one that holds it twice, so a second one of the same goes after the first.
 */
export async function pushContacts(ask: Ask, known: Known, batch: Outgoing[]): Promise<Outcome[]> {
  const outcomes = new Map<Outgoing, Outcome>();
  let left = batch;
  while (left.length > 0) {
    const seen = new Set<string>();
    const round = left.filter(({ email }) => !seen.has(email) && seen.add(email));
    left = left.filter((one) => !round.includes(one));
    for (const [one, outcome] of await pushRound(ask, known, round)) outcomes.set(one, outcome);
  }
  return batch.map((one) => outcomes.get(one) ?? retry(one, 'answer-not-understood', 'nothing was said of them'));
}

async function pushRound(ask: Ask, { properties, subscriptionId, isAnybodys }: Known, round: Outgoing[]) {
  const outcomes = new Map<Outgoing, Outcome>();
  const plans = await planRound(ask, properties, round);
  const written = new Map<string, Written>();
  for (const how of ['update', 'upsert'] as const) {
    const inputs = plans.flatMap((plan) => (plan.how === how && plan.input ? [plan.input] : []));
    for (const [trace, one] of await writeContacts(ask, how, inputs)) written.set(trace, one);
  }
  const reached: { outgoing: Outgoing; contact: Contact }[] = [];
  const asKept = new Map<Outgoing, Outgoing>();
  for (const plan of plans) {
    const { outgoing, there } = plan;
    const one = plan.input ? written.get(plan.input.trace) : undefined;
    outcomes.set(outgoing, outcomeOf(plan, one));
    const contact = one && 'contact' in one ? { ...one.contact, properties: { ...there?.properties } } : there;
    if (contact) reached.push({ outgoing, contact });
    // Kept under the address that it has over there, for the new one is another's: a no goes for both, if it is nobody's.
    const email = there?.properties.email?.toLowerCase();
    const isKept = contact && contact === there && email && email !== outgoing.email;
    if (isKept && outgoing.subscription === 'unsubscribed' && !(await isAnybodys?.(email))) {
      const kept = { ...outgoing, email };
      asKept.set(kept, outgoing);
      reached.push({ outgoing: kept, contact });
    }
  }
  for (const [carried, { changed, note, failed }] of await carryConsent(ask, subscriptionId, reached)) {
    const outgoing = asKept.get(carried) ?? carried;
    const outcome = outcomes.get(outgoing);
    if (!outcome) continue;
    if (failed && outcome.result !== 'retry') {
      const { cause, detail, after } = failed;
      outcomes.set(outgoing, { ...retry(outgoing, cause, detail), ...(after !== undefined && { after }) });
    } else if (outcome.result === 'created' || outcome.result === 'updated' || outcome.result === 'unchanged') {
      const result = outcome.result === 'unchanged' && changed ? 'updated' : outcome.result;
      const notes = [...(outcome.notes ?? []), ...(note ? [note] : [])];
      outcomes.set(outgoing, { ...outcome, result, ...(notes.length > 0 && { notes }) });
    }
  }
  // Nobody came through, and for the same reason: that is of the account, not of a contact.
  const causes = new Set([...outcomes.values()].map((one) => (one.result === 'retry' ? one.cause : '')));
  const [first] = outcomes.values();
  if (causes.size === 1 && causes.has('credentials') && first?.result === 'retry') {
    throw new Refusal('credentials', first.detail);
  }
  return outcomes;
}

/** Who is there already, by HubSpot's id where we know it and it still holds, else by address; and what is to be written. */
async function planRound(ask: Ask, known: Map<string, Property>, round: Outgoing[]): Promise<Planned[]> {
  const wanted = [...new Set(round.flatMap(({ values }) => Object.keys(values)))].filter((name) => known.has(name));
  const ids = round.flatMap(({ remoteId }) => (remoteId === undefined ? [] : [remoteId]));
  const byId = await readContacts(ask, 'id', ids, wanted);
  const others = round.filter(({ remoteId }) => remoteId === undefined || !byId.has(remoteId));
  const byEmail = await readContacts(
    ask,
    'email',
    others.map(({ email }) => email),
    wanted,
  );
  return round.map((outgoing): Planned => {
    const { contactId, email, remoteId } = outgoing;
    const there = (remoteId === undefined ? undefined : byId.get(remoteId)) ?? byEmail.get(email);
    const { properties, differs, notes } = propertiesFor(outgoing, there, known);
    // The address has changed here: an upsert by the new one would make a second person.
    if (there && there.properties.email?.toLowerCase() !== email) {
      const input = { trace: contactId, id: there.id, properties: { ...properties, email } };
      return { outgoing, there, notes, how: 'update', input };
    }
    if (!differs) return { outgoing, there, notes, how: 'upsert' };
    return { outgoing, there, notes, how: 'upsert', input: { trace: contactId, id: email, properties } };
  });
}

function outcomeOf({ outgoing, there, notes }: Planned, written: Written | undefined): Outcome {
  const { contactId } = outgoing;
  if (!written) {
    if (!there) return retry(outgoing, 'answer-not-understood', 'nothing was said of them');
    return { contactId, result: 'unchanged', remoteId: there.id, ...(notes.length > 0 && { notes }) };
  }
  if ('contact' in written) {
    const { id, new: created } = written.contact;
    const result = (created ?? !there) ? 'created' : 'updated';
    return { contactId, result, remoteId: id, ...(notes.length > 0 && { notes }) };
  }
  if ('unsaid' in written) return retry(outgoing, 'answer-not-understood', 'HubSpot said nothing of them');
  if ('refused' in written) {
    const { status, message } = written.refused;
    if (status === 409 && !there) return retry(outgoing, 'race', message);
    return { contactId, result: 'refused', cause: status === 409 ? 'duplicate' : 'invalid-value', detail: message };
  }
  const { category } = written.error;
  const detail = wordsOf(written.error);
  if (category === 'CONFLICT') return retry(outgoing, 'race', detail);
  if (category === 'RATE_LIMITS') return retry(outgoing, 'rate', detail);
  if (category === 'VALIDATION_ERROR' || category === 'INVALID_EMAIL' || category === 'BAD_REQUEST') {
    return { contactId, result: 'refused', cause: 'invalid-value', detail };
  }
  return retry(outgoing, 'down', detail);
}

function retry({ contactId }: Outgoing, cause: Cause, detail: string): Outcome {
  return { contactId, result: 'retry', cause, detail };
}
