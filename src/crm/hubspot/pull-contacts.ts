import { z } from 'zod';
import { Refusal } from '../call-failed.ts';
import type { Pulled, RemoteContact, Scalar } from '../connector.ts';
import type { Ask } from './client.ts';
import { alwaysRead } from './contacts.ts';
import { changedAtOf, tagsOf } from './mapping.ts';
import { readStatuses, type Status, standingOf } from './preferences.ts';
import { idProperty } from './properties.ts';
import { type Contact, contactsPage } from './types.ts';

const cursorShape = z.object({ since: z.number(), newest: z.number(), after: z.string().optional() });

/** The search finds what was written with some delay: so much is looked at again. */
const overlap = 60_000;
/** A search ends after ten thousand; a new one goes on from where it was. */
const searchEnd = 9_900;

/** A page of contacts that changed since a cursor, the oldest change first, with where they stand with mail. */
export async function pullContacts(
  ask: Ask,
  subscriptionId: string | undefined,
  properties: string[],
  given: string | undefined,
): Promise<Pulled> {
  const cursor = given === undefined ? { since: 0, newest: 0 } : cursorShape.parse(JSON.parse(given));
  const { results, paging } = await ask('POST', '/crm/v3/objects/contacts/search', contactsPage, {
    body: {
      filterGroups: [{ filters: [{ propertyName: 'lastmodifieddate', operator: 'GTE', value: String(cursor.since) }] }],
      sorts: [{ propertyName: 'lastmodifieddate', direction: 'ASCENDING' }],
      properties: [...new Set([...alwaysRead, ...properties])],
      limit: 100,
      ...(cursor.after !== undefined && { after: cursor.after }),
    },
    name: 'contacts/search',
  });
  const changes = await remotesOf(ask, subscriptionId, results);
  const newest = Math.max(cursor.newest, ...results.map((one) => changedAtOf(one)?.getTime() ?? 0));
  const after = paging?.next?.after;
  if (after === undefined) {
    const since = Math.max(cursor.since, newest - overlap, 0);
    return { changes, cursor: JSON.stringify({ since, newest: since }), more: false };
  }
  const onward =
    Number(after) >= searchEnd && newest > cursor.since
      ? { since: newest, newest }
      : { since: cursor.since, newest, after };
  return { changes, cursor: JSON.stringify(onward), more: true };
}

/** Of one kind of mail; without the scope for it, who left all of HubSpot's mail is known by the contact alone. */
async function statusesOf(ask: Ask, subscriptionId: string | undefined, emails: string[]) {
  if (subscriptionId === undefined || emails.length === 0) return new Map<string, Status>();
  try {
    return await readStatuses(ask, subscriptionId, emails);
  } catch (error) {
    if (error instanceof Refusal && error.why === 'rights') return new Map<string, Status>();
    throw error;
  }
}

/** Contacts as they stand over there; those without an address are nobody to us. */
export async function remotesOf(ask: Ask, subscriptionId: string | undefined, contacts: Contact[]) {
  const known = contacts.filter(({ properties }) => properties.email);
  const emails = known.map(({ properties }) => String(properties.email).toLowerCase());
  const statuses = await statusesOf(ask, subscriptionId, emails);
  return known.map((contact): RemoteContact => {
    const email = String(contact.properties.email).toLowerCase();
    const values: Record<string, Scalar> = {};
    for (const [name, value] of Object.entries(contact.properties)) {
      if (!alwaysRead.includes(name)) values[name] = value === '' ? null : (value ?? null);
    }
    return {
      remoteId: contact.id,
      contactId: contact.properties[idProperty] || undefined,
      email,
      values,
      tags: tagsOf(contact),
      subscription: standingOf(contact, statuses.get(email)),
      changedAt: changedAtOf(contact),
    };
  });
}
