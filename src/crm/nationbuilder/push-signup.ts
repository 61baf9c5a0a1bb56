import { Refusal } from '../call-failed.ts';
import type { Note, Outcome, Outgoing } from '../connector.ts';
import { NotTaken } from './client.ts';
import { consentFor, ourIdOf } from './consent.ts';
import { attributesFor } from './mapping.ts';
import { hasAddress, type Signups } from './signups.ts';
import type { Signup } from './types.ts';

/**
 * Brings one contact to where they should stand in a nation: looks for them, writes what differs, gives the tags that
 * are missing. Who was found is written by NationBuilder's own id: a push matches by ours and by the address, and of who
 * has neither yet (a merge gave the record to another contact) it would make a second person, subscribed by default. Tags are never taken away: nobody knows whose they were.
 */
export async function pushSignup(signups: Signups, outgoing: Outgoing): Promise<Outcome> {
  const { contactId } = outgoing;
  let there: Signup | undefined;
  try {
    there = await signups.find(outgoing);
    return await write(signups, outgoing, there);
  } catch (error) {
    if (!(error instanceof NotTaken)) throw error;
    // Another worker, or somebody over there, made them between our look and our push: the next look finds them.
    if (isTaken(error) && !there) return await againOnce(signups, outgoing, error);
    return refused(contactId, error);
  }
}

async function againOnce(signups: Signups, outgoing: Outgoing, first: NotTaken): Promise<Outcome> {
  const there = await signups.find({ ...outgoing, remoteId: undefined });
  if (!there) return refused(outgoing.contactId, first);
  try {
    return await write(signups, outgoing, there);
  } catch (error) {
    if (error instanceof NotTaken) return refused(outgoing.contactId, error);
    throw error;
  }
}

async function write(signups: Signups, outgoing: Outgoing, there: Signup | undefined): Promise<Outcome> {
  const { contactId } = outgoing;
  const { attributes: consent, notes } = consentFor(outgoing, there?.attributes, new Date());
  const { identity, notes: aboutIdentity } = identityFor(outgoing, there);
  notes.push(...aboutIdentity);
  const changes = { ...attributesFor(outgoing, there?.attributes), ...consent };
  const isNew = identity.external_id !== undefined && identity.external_id !== there?.attributes.external_id;

  let id = there?.id;
  let created = false;
  const writes = !there || isNew || Object.keys(changes).length > 0 || !hasAddress(there, outgoing.email);
  if (there && writes) {
    const updated = await update(signups, there.id, { ...identity, ...changes }, consent);
    // Removed since we looked: they are made anew, with all that is said of who is new.
    if (!updated) return await write(signups, outgoing, undefined);
  } else if (writes) {
    const pushed = await signups.push({ ...identity, ...changes });
    id = pushed.signup.id;
    created = pushed.created;
    // It matched somebody whom we did not find, by our id alone: what they said over there is only seen now.
    if (!created && pushed.signup.attributes.unsubscribed_at && changes.email_opt_in === true) {
      await signups.push({ ...identity, email_opt_in: false });
      notes.push({ what: 'left-over-there', detail: 'email_opt_in was put back to false' });
    }
  }
  if (id === undefined) throw new Error('a signup without an id');
  const tagged = await addTags(signups, id, outgoing.tags, there?.tags ?? [], notes);
  const result = created ? 'created' : writes || tagged ? 'updated' : 'unchanged';
  return { contactId, result, remoteId: id, ...(notes.length > 0 && { notes }) };
}

/** What is refused for its address, which is somebody else's over there, holds no word on consent back. */
async function update(
  signups: Signups,
  id: string,
  attributes: Record<string, unknown>,
  consent: Record<string, unknown>,
): Promise<Signup | undefined> {
  try {
    return await signups.update(id, attributes);
  } catch (error) {
    if (error instanceof NotTaken && consent.email_opt_in === false) await signups.update(id, consent);
    throw error;
  }
}

/** What a push is matched by. The id that another system has put there is kept: we are found by the address then. */
function identityFor({ contactId, email }: Outgoing, there: Signup | undefined) {
  const known = there?.attributes.external_id;
  const isForeign = Boolean(known) && ourIdOf(known) === undefined;
  const notes: Note[] = isForeign ? [{ what: 'external-id-kept', detail: 'another system has put its id there' }] : [];
  return { identity: { ...(!isForeign && { external_id: contactId }), email }, notes };
}

async function addTags(signups: Signups, id: string, tags: string[], has: string[], notes: Note[]): Promise<boolean> {
  const held = new Set(has.map((tag) => tag.toLowerCase()));
  const missing = tags.filter((tag) => !held.has(tag.toLowerCase()));
  for (const tag of missing) {
    try {
      await signups.tag(id, tag);
    } catch (error) {
      // The person is there; a tag that a nation does not take, or does not let us give, is left out and said.
      if (!(error instanceof NotTaken) && !(error instanceof Refusal && error.why === 'rights')) throw error;
      notes.push({ what: 'tag-left-out', detail: `${tag}: ${error.message}` });
    }
  }
  return missing.length > 0;
}

function isTaken({ objections }: NotTaken): boolean {
  return objections.some(({ code }) => code === 'taken');
}

function refused(contactId: string, error: NotTaken): Outcome {
  const missing = error.objections.some(({ code }) => code === 'blank' || code === 'is required');
  const cause = isTaken(error) ? 'duplicate' : missing ? 'missing-field' : 'invalid-value';
  return { contactId, result: 'refused', cause, detail: error.message };
}
