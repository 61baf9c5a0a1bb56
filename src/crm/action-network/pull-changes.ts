import type { Pulled } from '../connector.ts';
import { type Client, filter } from './client.ts';
import { describePerson } from './find-person.ts';
import { collection, person } from './types.ts';

/** Its clock and ours may differ, and pages move while they are read. */
const overlap = 10 * 60_000;

/**
 * Who was modified since. People come in no order, so a round goes through all pages of a fixed "since", and the next one
 * begins a little before this one did. A cursor is `since|page|when the round began`.
 */
export async function pullChanges(client: Client, cursor: string | undefined, now = new Date()): Promise<Pulled> {
  const [since = '', page = '1', began = ''] = cursor?.split('|') ?? [];
  const started = began || new Date(now.getTime() - overlap).toISOString();
  const query = [`page=${page}`, ...(since ? [filter('modified_date', 'gt', since)] : [])].join('&');
  const { items, next } = await client.read({
    method: 'GET',
    path: `/people?${query}`,
    name: 'people (modified)',
    shape: collection('osdi:people', person),
  });
  const more = next && items.length > 0;
  return {
    changes: items.map((one) => describePerson(one, [])),
    cursor: more ? `${since}|${Number(page) + 1}|${started}` : started,
    more,
  };
}
