import type { Outgoing } from '../connector.ts';
import type { Client } from './client.ts';
import { address, type Person, person } from './types.ts';

/** What is read of a person: all their fields, and of the first address, phone and place what hangs on them. */
export const select = [
  '*',
  'custom.*',
  'email_primary.email',
  'email_primary.on_hold',
  'phone_primary.*',
  'address_primary.*',
];

export type Found =
  | { as: 'nobody' }
  /** `hasAddress`: theirs is among their addresses; `several`: others have it too. */
  | { as: 'person'; person: Person; hasAddress: boolean; several: boolean }
  /** Their address is one of somebody who stands for another contact of ours. */
  | { as: 'shared'; person: Person }
  /** They were there, and somebody over there took them out. */
  | { as: 'removed' };

/**
 * Who of a batch is there already: by the CRM's id or ours, in one call; the others by any of their addresses (it ignores
 * case), in a second one. Nobody in the trash is taken for there.
 */
export async function findPeople(client: Client, batch: Outgoing[]): Promise<Map<string, Found>> {
  const found = new Map<string, Found>();
  if (batch.length === 0) return found;
  const known = await client.get('Contact', person, {
    select,
    where: [either(batch), ['is_deleted', 'IN', [0, 1]]],
    limit: 0,
  });
  const byId = new Map(known.map((one) => [String(one.id), one]));
  const byOurs = new Map(known.map((one) => [one.external_identifier, one]));
  const unsure: Outgoing[] = [];
  for (const contact of batch) {
    const one =
      (contact.remoteId === undefined ? undefined : byId.get(contact.remoteId)) ?? byOurs.get(contact.contactId);
    if (one && !one.is_deleted) {
      const email = one['email_primary.email'].toLowerCase();
      found.set(contact.contactId, { as: 'person', person: one, hasAddress: email === contact.email, several: false });
      // Another may be their first one, and this one of the others.
      if (email !== '' && email !== contact.email) unsure.push(contact);
    } else {
      // Merged with somebody over there, they are who has the address now; else somebody removed them.
      found.set(contact.contactId, { as: one || contact.remoteId !== undefined ? 'removed' : 'nobody' });
      unsure.push(contact);
    }
  }
  await findByAddress(client, unsure, found);
  return keepApart(batch, found);
}

/** People by any of their addresses: who holds it as their first one comes first, then who was there first. */
async function findByAddress(client: Client, contacts: Outgoing[], found: Map<string, Found>): Promise<void> {
  if (contacts.length === 0) return;
  const addresses = await client.get('Email', address, {
    select: ['contact_id', 'email', 'is_primary'],
    where: [
      ['email', 'IN', contacts.map(({ email }) => email)],
      ['contact_id.is_deleted', '=', false],
      ['contact_id.contact_type', '=', 'Individual'],
    ],
    orderBy: { is_primary: 'DESC', contact_id: 'ASC' },
    limit: 0,
  });
  const strangers: { contact: Outgoing; theirs: typeof addresses }[] = [];
  for (const contact of contacts) {
    const theirs = addresses.filter(({ email }) => email.toLowerCase() === contact.email);
    const one = found.get(contact.contactId);
    if (one?.as === 'person') one.hasAddress = theirs.some(({ contact_id }) => contact_id === one.person.id);
    else if (theirs.length > 0) strangers.push({ contact, theirs });
  }
  if (strangers.length === 0) return;
  const ids = strangers.flatMap(({ theirs }) => theirs.map(({ contact_id }) => contact_id));
  const people = await client.get('Contact', person, { select, where: [['id', 'IN', [...new Set(ids)]]], limit: 0 });
  const byId = new Map(people.filter(({ is_deleted }) => !is_deleted).map((one) => [one.id, one]));
  for (const { contact, theirs } of strangers) {
    const first = theirs.find(({ contact_id }) => byId.has(contact_id));
    const one = first && byId.get(first.contact_id);
    if (!first || !one) continue;
    const several = new Set(theirs.map(({ contact_id }) => contact_id)).size > 1;
    found.set(
      contact.contactId,
      !first.is_primary && isOneOfOurs(one.external_identifier)
        ? { as: 'shared', person: one }
        : { as: 'person', person: one, hasAddress: true, several },
    );
  }
}

/** Of two contacts who are one person over there, the one whom that person stands for, else the first, has them. */
function keepApart(batch: Outgoing[], found: Map<string, Found>): Map<string, Found> {
  const holders = new Map<number, string>();
  for (const { contactId } of batch) {
    const one = found.get(contactId);
    if (one?.as !== 'person') continue;
    if (!holders.has(one.person.id) || one.person.external_identifier === contactId)
      holders.set(one.person.id, contactId);
  }
  for (const { contactId } of batch) {
    const one = found.get(contactId);
    if (one?.as === 'person' && holders.get(one.person.id) !== contactId) {
      found.set(contactId, { as: 'shared', person: one.person });
    }
  }
  return found;
}

function either(batch: Outgoing[]): unknown {
  const ids = batch
    .flatMap(({ remoteId }) => (remoteId === undefined ? [] : [Number(remoteId)]))
    .filter(Number.isSafeInteger);
  const ours = ['external_identifier', 'IN', batch.map(({ contactId }) => contactId)];
  return ids.length === 0 ? ours : ['OR', [['id', 'IN', ids], ours]];
}

/** Our ids are UUIDs of version 7 (RFC 9562 s. 5.7). */
function isOneOfOurs(identifier: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(identifier);
}
