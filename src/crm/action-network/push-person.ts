import type { Note, Outcome, Outgoing } from '../connector.ts';
import { type Client, idOf } from './client.ts';
import { awaits, keepMark, markFor } from './consent-awaited.ts';
import { addressOf, findPerson, getPerson, standingOf, system } from './find-person.ts';
import { makeTags } from './make-tags.ts';
import { bodyOf, valuesToWrite } from './mapping.ts';
import { recordActs } from './record-acts.ts';
import { tagsOf } from './tags-of.ts';
import { type AnPerson, type Options, person } from './types.ts';

/** What is known as long as a connection is open: tags by lower-case name, events and pages by identifier. */
export type Session = {
  client: Client;
  options: Options;
  tags: Map<string, { id: string; name: string }>;
  actions: Map<string, string>;
};

/** Brings a person to where they should stand: Action Network takes one a call. */
export async function pushPerson(session: Session, contact: Outgoing): Promise<Outcome> {
  const { contactId, email } = contact;
  if (!isAddress(email)) {
    return { contactId, result: 'refused', cause: 'invalid-value', detail: 'not an e-mail address' };
  }
  const { client } = session;
  const found = await find(client, contact);
  const { values, notes } = valuesToWrite(contact, found.person);
  const there = found.person;
  const wanted = await makeTags(session, contact.tags);
  const has = there && wanted.size > 0 ? await tagsOf(session, idOf(there)) : [];
  const tags = [...wanted.values()].map(({ name }) => name).filter((name) => !has.includes(name));
  const status = statusFor(contact, there, notes);
  Object.assign(values, markFor(contact, there, new Date()));

  const isNew = !there;
  const changes =
    isNew ||
    Object.keys(values).length > 0 ||
    tags.length > 0 ||
    status !== undefined ||
    found.moved ||
    !isMarked(there, contactId);
  let remoteId = there ? idOf(there) : '';
  if (changes) {
    Object.assign(values, keepMark(contact, there, new Date()));
    const saved = await save(client, contact, { there, values, tags, status });
    if ('refused' in saved) {
      return { contactId, result: 'refused', cause: 'invalid-value', detail: saved.refused };
    }
    remoteId = saved.id;
  }
  const added = await recordActs(session, contact, remoteId, notes);
  return {
    contactId,
    result: isNew ? 'created' : changes || added ? 'updated' : 'unchanged',
    remoteId,
    ...(notes.length > 0 && { notes }),
  };
}

/** Who has the address; else, whom we know by their id, and whose address changed here: theirs is changed first. */
async function find(client: Client, contact: Outgoing): Promise<{ person: AnPerson | undefined; moved: boolean }> {
  const byAddress = await findPerson(client, contact.email);
  if (byAddress || contact.remoteId === undefined) return { person: byAddress, moved: false };
  const known = await getPerson(client, contact.remoteId);
  if (!known) return { person: undefined, moved: false };
  const answered = await client.ask({
    method: 'PUT',
    path: `/people/${idOf(known)}`,
    name: 'person (address)',
    shape: person,
    body: { email_addresses: [{ address: contact.email, primary: true }] },
  });
  return answered.ok ? { person: answered.body, moved: true } : { person: known, moved: false };
}

/**
 * The status to pass. To who is new one always, for without one they would be subscribed. To who is there only a no:
 * passing yes would undo a no that came between our reading and our writing. One yes is passed on: of somebody whom we made
 * unsubscribed ourselves, for nothing was known of them, and whom nobody touched since.
 */
function statusFor(
  contact: Outgoing,
  there: AnPerson | undefined,
  notes: Note[],
): 'subscribed' | 'unsubscribed' | undefined {
  if (!there) return contact.subscription === 'subscribed' ? 'subscribed' : 'unsubscribed';
  const is = addressOf(there, contact.email)?.status;
  const standing = standingOf(is);
  if (contact.subscription === 'subscribed' && standing !== 'subscribed') {
    if (awaits(there)) return 'subscribed';
    notes.push({ what: 'left-there', detail: is ?? '' });
  }
  return contact.subscription === 'unsubscribed' && standing !== 'unsubscribed' ? 'unsubscribed' : undefined;
}

type Writing = {
  there: AnPerson | undefined;
  values: Outgoing['values'];
  tags: string[];
  status: 'subscribed' | 'unsubscribed' | undefined;
};

/**
 * The person signup helper. It matches by phone too, and who shares a phone would be taken for one person: somebody new is
 * made by their address alone and gets their number by their id.
 */
async function save(
  client: Client,
  contact: Outgoing,
  writing: Writing,
): Promise<{ id: string } | { refused: string }> {
  const { there, values, tags, status } = writing;
  const { phone_number, ...others } = values;
  const answered = await client.ask({
    method: 'POST',
    path: '/people/',
    name: 'people (sign-up helper)',
    shape: person,
    body: {
      person: {
        ...bodyOf(there ? values : others, there),
        identifiers: [system + contact.contactId],
        email_addresses: [{ address: contact.email, ...(status !== undefined && { status }) }],
      },
      ...(tags.length > 0 && { add_tags: tags }),
    },
  });
  if (!answered.ok) return { refused: answered.message };
  const id = idOf(answered.body);
  // Removed there since we read them, they were made anew, and subscribed where no status went along.
  const anew =
    there !== undefined && id !== idOf(there) && contact.subscription !== 'subscribed' && status === undefined;
  const number =
    there || phone_number === undefined || phone_number === null || phone_number === '' ? undefined : phone_number;
  if (anew || number !== undefined) {
    const put = await client.ask({
      method: 'PUT',
      path: `/people/${encodeURIComponent(id)}`,
      name: 'person',
      shape: person,
      body: {
        ...(anew && { email_addresses: [{ address: contact.email, status: 'unsubscribed' }] }),
        ...(number !== undefined && bodyOf({ phone_number: number }, undefined)),
      },
    });
    if (!put.ok) return { refused: put.message };
  }
  return { id };
}

function isMarked(there: AnPerson, contactId: string): boolean {
  // Somebody erased here, who came back, has the mark of who they were.
  return there.identifiers.some((one) => one === system + contactId);
}

/** RFC 5321 s. 4.5.3.1. */
function isAddress(email: string): boolean {
  return (
    email.length <= 254 && /^[^\s@\p{Cc}]{1,64}@[^\s@\p{Cc}]+\.[^\s@\p{Cc}]+$/u.test(email) && email.isWellFormed()
  );
}
