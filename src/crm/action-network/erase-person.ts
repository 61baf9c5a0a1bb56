import type { Outcome } from '../connector.ts';
import type { Client } from './client.ts';
import { addressOf, getPerson } from './find-person.ts';
import { person } from './types.ts';

/**
 * Nobody can be deleted through the API. What it allows is done: every address unsubscribed, names, places and language
 * emptied; that the rest is left to a person is said by a refusal.
 */
export async function erasePerson(client: Client, known: { contactId: string; remoteId: string }): Promise<Outcome> {
  const { contactId, remoteId } = known;
  const there = await getPerson(client, remoteId);
  if (!there) return { contactId, remoteId, result: 'unchanged' };
  const addresses = there.email_addresses.filter(
    ({ address }) => addressOf(there, address.toLowerCase())?.status !== 'unsubscribed',
  );
  const answered = await client.ask({
    method: 'PUT',
    path: `/people/${encodeURIComponent(remoteId)}`,
    name: 'person (erasure)',
    shape: person,
    body: {
      given_name: null,
      family_name: null,
      postal_addresses: [{ address_lines: [], locality: null, region: null, postal_code: null }],
      ...(addresses.length > 0 && {
        email_addresses: addresses.map(({ address }) => ({ address, status: 'unsubscribed' })),
      }),
    },
  });
  const done = answered.ok ? 'unsubscribed and emptied' : answered.message;
  return { contactId, result: 'refused', cause: 'rights', detail: `delete by hand in Action Network (${done})` };
}
