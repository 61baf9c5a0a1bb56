import { z } from 'zod';
import type { Pulled, RemoteContact } from '../connector.ts';
import { type Ask, NotTaken } from './client.ts';
import { isBouncing, ourIdOf, standingOf } from './consent.ts';
import { dateOf, valuesOf, valuesOfPerson } from './mapping.ts';
import type { Signups } from './signups.ts';
import { type Person, peoplePage, type Signup, signupsDocument } from './types.ts';

/** How far it is: since when, from when the next pass begins, and the page (of people, then of bad addresses). */
const cursorShape = z.object({
  since: z.string(),
  next: z.string().optional(),
  token: z.tuple([z.string(), z.string()]).optional(),
  bad: z.number().optional(),
});
type Cursor = z.output<typeof cursorShape>;

/** Taken back from the time at which a pass began, for clocks and transactions that lag. */
const overlap = 60_000;

/**
 * A page of what changed in a nation. API v1 says who (`people/search?updated_since`, which its published description
 * holds); it does not say whether a no is dated, so whoever of ours has one is read by v2, one by one. At the end of a
 * pass come those whose address went bad, by v2's filter: a nation that does not know the filter has none.
 */
export async function pullPeople(ask: Ask, signups: Signups, given: string | undefined): Promise<Pulled> {
  const cursor = readCursor(given);
  return cursor.bad === undefined ? await changed(ask, signups, cursor) : await gone(ask, cursor, cursor.bad);
}

async function changed(ask: Ask, signups: Signups, cursor: Cursor): Promise<Pulled> {
  const [token, nonce] = cursor.token ?? [];
  let answer: Awaited<ReturnType<typeof page>>;
  const page = () =>
    ask('GET', '/api/v1/people/search', peoplePage, {
      query: {
        updated_since: cursor.since,
        limit: '100',
        ...(token !== undefined && nonce !== undefined && { __token: token, __nonce: nonce }),
      },
      name: 'people/search',
    });
  try {
    answer = await page();
  } catch (error) {
    if (!(error instanceof NotTaken) || token === undefined) throw error;
    answer = undefined;
  }
  // The page's token has run out: the pass begins anew, at the next round.
  if (!answer) return { changes: [], cursor: write({ since: cursor.since }), more: false };
  const next = cursor.next ?? beginningOf(answer.headers);
  const changes: RemoteContact[] = [];
  for (const person of answer.json.results) {
    if (!person.email) continue;
    changes.push(await contactOf(signups, person));
  }
  const following = tokenOf(answer.json.next);
  const onward = following ? { token: following } : { bad: 1 };
  return { changes, cursor: write({ since: cursor.since, next, ...onward }), more: true };
}

/** Those whose first address is bad. */
async function gone(ask: Ask, cursor: Cursor, number: number): Promise<Pulled> {
  const done = write({ since: cursor.next ?? cursor.since });
  try {
    const answer = await ask('GET', '/api/v2/signups', signupsDocument, {
      query: {
        'filter[email1_is_bad][eq]': 'true',
        'filter[updated_at][gte]': cursor.since,
        'page[size]': '100',
        'page[number]': String(number),
      },
      name: 'signups/bad-addresses',
    });
    const found = (answer?.json.data ?? []).map(({ id, attributes }) => ({ id, attributes, tags: [] }));
    // An attribute that the nation did not filter by would make everybody bounce.
    const changes = found.filter(({ attributes }) => isBouncing(attributes)).flatMap(remoteOf);
    const more = found.length === 100;
    return { changes, cursor: more ? write({ ...cursor, bad: number + 1 }) : done, more };
  } catch (error) {
    if (error instanceof NotTaken) return { changes: [], cursor: done, more: false };
    throw error;
  }
}

async function contactOf(signups: Signups, person: Person): Promise<RemoteContact> {
  const contactId = ourIdOf(person.external_id);
  if (person.email_opt_in === false && contactId !== undefined) {
    const there = await signups.show(String(person.id));
    const [whole] = there ? remoteOf(there) : [];
    if (whole) return whole;
  }
  return {
    remoteId: String(person.id),
    contactId,
    email: person.email?.toLowerCase() ?? '',
    values: valuesOfPerson(person),
    tags: person.tags ?? [],
    subscription: standingOf(person),
    changedAt: dateOf(person.updated_at),
  };
}

/** Somebody as they stand in a nation; nobody, without an address. */
export function remoteOf({ id, attributes, tags }: Signup): RemoteContact[] {
  const email = attributes.email ?? attributes.email1;
  if (!email) return [];
  return [
    {
      remoteId: id,
      contactId: ourIdOf(attributes.external_id),
      email: email.toLowerCase(),
      values: valuesOf(attributes),
      tags,
      subscription: standingOf(attributes),
      changedAt: dateOf(attributes.updated_at),
    },
  ];
}

/** By the nation's clock, where it tells the time. */
function beginningOf(headers: Headers): string {
  const theirs = Date.parse(headers.get('date') ?? '');
  return new Date((Number.isNaN(theirs) ? Date.now() : theirs) - overlap).toISOString();
}

/** Only the tokens are taken from the link, never its address. */
function tokenOf(next: string | null | undefined): [string, string] | undefined {
  if (!next) return undefined;
  const query = new URLSearchParams(next.slice(next.indexOf('?') + 1));
  const token = query.get('__token');
  const nonce = query.get('__nonce');
  return token && nonce ? [token, nonce] : undefined;
}

function readCursor(given: string | undefined): Cursor {
  if (given === undefined) return { since: '1970-01-01T00:00:00Z' };
  return cursorShape.parse(JSON.parse(given));
}

function write(cursor: Cursor): string {
  return JSON.stringify(cursor);
}
