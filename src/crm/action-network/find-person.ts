import type { RemoteContact } from '../connector.ts';
import { type Client, filter, idOf } from './client.ts';
import { awaits } from './consent-awaited.ts';
import { valuesOf } from './mapping.ts';
import { type AnPerson, collection, person } from './types.ts';

/** What begins an identifier of ours. */
export const system = 'terrain:';

/** Who has an address, whatever its case. */
export async function findPerson(client: Client, email: string): Promise<AnPerson | undefined> {
  const { items } = await client.read({
    method: 'GET',
    path: `/people?${filter('email_address', 'eq', email)}`,
    name: 'people (by address)',
    shape: collection('osdi:people', person),
  });
  return items.find((one) => addressOf(one, email) !== undefined);
}

/** A person by Action Network's own id, if they are still there. */
export async function getPerson(client: Client, id: string): Promise<AnPerson | undefined> {
  const answered = await client.ask({
    method: 'GET',
    path: `/people/${encodeURIComponent(id)}`,
    name: 'person',
    shape: person,
  });
  return answered.ok ? answered.body : undefined;
}

/** The address of a person with how it stands. */
export function addressOf({ email_addresses }: AnPerson, email: string) {
  return email_addresses.find(({ address }) => address.toLowerCase() === email);
}

/** How a person's first address stands. A complaint of spam is a no. */
export function standingOf(status: string | undefined): RemoteContact['subscription'] {
  if (status === 'subscribed') return 'subscribed';
  if (status === 'bouncing' || status === 'previous bounce') return 'bounced';
  return status === undefined || status === '' ? 'unknown' : 'unsubscribed';
}

export function describePerson(one: AnPerson, tags: string[]): RemoteContact {
  const first = one.email_addresses.find(({ primary }) => primary) ?? one.email_addresses[0];
  const changed = Date.parse(one.modified_date);
  return {
    remoteId: idOf(one),
    contactId: one.identifiers.findLast((identifier) => identifier.startsWith(system))?.slice(system.length),
    email: first?.address.toLowerCase() ?? '',
    values: valuesOf(one),
    tags: tags.toSorted(),
    subscription: awaits(one) ? 'unknown' : standingOf(first?.status),
    changedAt: Number.isNaN(changed) ? undefined : new Date(changed),
  };
}
