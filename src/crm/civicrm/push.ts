import type { Cause, Note, Outcome, Outgoing } from '../connector.ts';
import type { Client } from './client.ts';
import { awaits, consentFor, leftThere } from './consent.ts';
import { findNewer } from './find-newer.ts';
import { type Found, findPeople } from './find-people.ts';
import { joinGroups } from './join-groups.ts';
import { valuesToWrite } from './mapping.ts';
import { pledgeContributions } from './pledge-contributions.ts';
import { recordActs } from './record-acts.ts';
import { savePeople, type Writing, type Written } from './save-people.ts';
import { tagPeople } from './tag-people.ts';
import type { Options } from './types.ts';

/** What is known of a connection as long as it is open: rights that were refused once are not asked for again. */
export type Session = {
  client: Client;
  options: Options;
  denied: Set<string>;
  /** Ids of tags and groups by their name in lower case. */
  tags: Map<string, number>;
  groups: Map<string, number>;
};

/** Somebody who is there now. `failed`: what hangs on them could not be added, and is worth another try. */
export type There = {
  contact: Outgoing;
  remoteId: number;
  notes: Note[];
  changed: boolean;
  failed?: { cause: Cause; detail: string };
};

/**
 * Brings a batch to where it should stand: reads who is there, writes what differs of them, then their tags or groups,
 * then what they did, then what they promised. Each step only adds what is missing, so that the whole can be done again
 * from anywhere.
 */
export async function push(session: Session, batch: Outgoing[]): Promise<Outcome[]> {
  const outcomes = new Map<string, Outcome>();
  const sound = batch.filter((contact) => {
    if (isAddress(contact.email)) return true;
    outcomes.set(contact.contactId, refused(contact, 'invalid-value', 'not an e-mail address'));
    return false;
  });
  const found = await findPeople(session.client, sound);
  const newer = await findNewer(session.client, sound, found);
  const plans = sound.flatMap((contact) => {
    const one = found.get(contact.contactId) ?? { as: 'nobody' };
    if (one.as !== 'removed') return [plan(contact, one, newer.has(contact.contactId))];
    outcomes.set(contact.contactId, refused(contact, 'compliance', 'removed in CiviCRM: restore them there to go on'));
    return [];
  });
  const written = await savePeople(
    session.client,
    plans.flatMap(({ writing }) => (writing ? [writing] : [])),
  );

  const there: There[] = [];
  for (const { contact, one, notes, writing } of plans) {
    const result: Written | undefined = writing && written.get(contact.contactId);
    if (result && 'refused' in result) {
      outcomes.set(
        contact.contactId,
        result.cause === 'race'
          ? { contactId: contact.contactId, result: 'retry', cause: 'race', detail: result.refused }
          : refused(contact, result.cause, result.refused),
      );
      continue;
    }
    const remoteId = Number(result?.remoteId ?? (one.as === 'nobody' || one.as === 'removed' ? '' : one.person.id));
    const standing = { contact, remoteId, notes, changed: writing !== undefined };
    // What belongs to one of our contacts is not written to the person of another.
    if (one.as !== 'shared') there.push(standing);
    outcomes.set(contact.contactId, { contactId: contact.contactId, ...resultOf(standing, one) });
  }
  await (session.options.groups ? joinGroups : tagPeople)(session, there);
  if (session.options.acts) await recordActs(session, there);
  if (session.options.pledges) await pledgeContributions(session, there);
  for (const standing of there) {
    const one = found.get(standing.contact.contactId) ?? { as: 'nobody' };
    const { contactId } = standing.contact;
    outcomes.set(
      contactId,
      standing.failed ? { contactId, result: 'retry', ...standing.failed } : { contactId, ...resultOf(standing, one) },
    );
  }
  return batch.flatMap(({ contactId }) => outcomes.get(contactId) ?? []);
}

/** What is to be written of one contact, if anything. */
function plan(contact: Outgoing, one: Found, isNewer: boolean) {
  if (one.as === 'shared') {
    const withdrawn = contact.subscription === 'unsubscribed' && !one.person.is_opt_out;
    const notes: Note[] = [{ what: 'shared', detail: `contact ${one.person.id} stands for another of yours` }];
    const writing = { contactId: contact.contactId, record: { id: one.person.id, is_opt_out: true } };
    return { contact, one, notes, writing: withdrawn ? writing : undefined };
  }
  const there = one.as === 'person' ? one.person : undefined;
  const { values, notes } = valuesToWrite(contact, there, isNewer);
  // The mark stands in the source as long as nothing is known.
  if (contact.subscription === 'unknown' && (!there || awaits(there))) delete values.source;
  const standing = consentFor(contact, there);
  const record = { ...who(contact, one), ...values, ...standing };
  if (there && contact.subscription === 'subscribed' && standing.is_opt_out !== false && leftThere(there)) {
    notes.push({ what: 'left-there', detail: leftThere(there) ?? '' });
  }
  if (one.as === 'person' && one.several) notes.push({ what: 'several', detail: `taken: contact ${one.person.id}` });
  if (there && there.external_identifier !== '' && there.external_identifier !== contact.contactId) {
    notes.push({ what: 'other-identifier', detail: there.external_identifier });
  }
  const writing: Writing | undefined =
    there && Object.keys(record).length === 0
      ? undefined
      : { contactId: contact.contactId, record: there ? { id: there.id, ...record } : record };
  return { contact, one, notes, writing };
}

/** What says who somebody is. Another system's identifier stays: it would not find them again. */
function who(contact: Outgoing, one: Found): Record<string, unknown> {
  if (one.as !== 'person') {
    return {
      contact_type: 'Individual',
      external_identifier: contact.contactId,
      'email_primary.email': contact.email,
    };
  }
  return {
    ...(one.person.external_identifier === '' && { external_identifier: contact.contactId }),
    // Theirs changed here; or they have none, their creation was cut short before it.
    ...(!one.hasAddress && { 'email_primary.email': contact.email }),
  };
}

function resultOf({ remoteId, notes, changed }: There, one: Found) {
  const result = one.as === 'nobody' ? 'created' : changed ? 'updated' : 'unchanged';
  return { result, remoteId: String(remoteId), ...(notes.length > 0 && { notes }) } as const;
}

function refused(contact: Outgoing, cause: Cause, detail: string): Outcome {
  return { contactId: contact.contactId, result: 'refused', cause, detail };
}

/** RFC 5321 s. 4.5.3.1: at most 254 with both parts; CiviCRM takes any text. */
function isAddress(email: string): boolean {
  return email.length <= 254 && /^[^\s@\p{Cc}]{1,64}@[^\s@\p{Cc}]+$/u.test(email) && email.isWellFormed();
}
