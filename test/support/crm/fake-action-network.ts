import { randomUUID } from 'node:crypto';
import type { FakeCrm, FakePerson } from './fake-crm.ts';
import { keyed } from './keyed.ts';
import { type Asked, type Said, serveFake } from './serve-fake.ts';

type Body = Record<string, unknown>;
type Address = { address: string; status: string };
type Held = {
  id: string;
  identifiers: string[];
  given_name: string | null;
  family_name: string | null;
  addresses: Address[];
  phone: string | null;
  place: Body;
  languages: string[];
  custom: Body;
  tags: Set<string>;
  modified: Date;
};
/** An event, a page, an attendance, a donation. */
type Thing = { id: string; identifiers: string[]; body: Body; parent?: string; person?: string };

export type FakeActionNetwork = FakeCrm & {
  things: Record<'events' | 'fundraising_pages' | 'attendances' | 'donations', Thing[]>;
  held: Held[];
  /** What was posted to the sign-up helper. */
  posted: Body[];
};

/** Refused with `{ error }`. */
class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Action Network's API v2 on loopback. Lines quoted are of the notes on CRMs ("Action Network"); the rest is as its own
 * documentation says (https://actionnetwork.org/docs/v2/).
 */
export async function startFakeActionNetwork(): Promise<FakeActionNetwork> {
  const apiKey = randomUUID();
  const held: Held[] = [];
  const known = keyed<Held>(({ id, identifiers, addresses, phone }) => [
    `id ${id}`,
    ...identifiers.map((one) => `identifier ${one}`),
    ...addresses.map(({ address }) => `address ${address.toLowerCase()}`),
    ...(phone === null ? [] : [`phone ${phone}`]),
  ]);
  const tags = new Map<string, string>();
  const posted: Body[] = [];
  const things: FakeActionNetwork['things'] = { events: [], fundraising_pages: [], attendances: [], donations: [] };
  let base = '';

  function answer({ method, path, query, headers, body }: Asked, half: boolean): Said {
    if (!path.startsWith('/api/v2')) return { status: 404, html: '<h1>Not found</h1>' };
    // "header `OSDI-API-Token`"; a wrong one is repeated in the answer.
    if (headers['osdi-api-token'] !== apiKey) {
      return { status: 401, json: { error: `API Key invalid or not present ${headers['osdi-api-token']}` } };
    }
    let given: Body = {};
    try {
      if (body !== '') given = record(JSON.parse(body));
    } catch {
      return { status: 400, json: { error: 'invalid JSON' } };
    }
    // It keeps texts in a database that takes no NUL.
    if (body.includes('\\u0000')) return { status: 400, json: { error: 'string contains null byte' } };
    try {
      const said = route(
        method,
        path.slice('/api/v2'.length).replace(/\/$/, '').split('/').slice(1),
        query,
        given,
        half,
      );
      return { status: 200, headers: { 'content-type': 'application/hal+json' }, json: said };
    } catch (error) {
      if (error instanceof Refused) return { status: error.status, json: { error: error.message } };
      throw error;
    }
  }

  function route(method: string, parts: string[], query: URLSearchParams, given: Body, half: boolean): Body {
    const [kind = '', id = '', below = ''] = parts;
    if (kind === 'people') {
      if (method === 'POST' && id === '') return signUp(given, half);
      if (method === 'GET' && id === '')
        return page('osdi:people', asked(query).filter(filtered(query)).toReversed().map(view), query);
      const [person] = known.all(`id ${id}`);
      if (!person) throw new Refused(404, 'not found');
      if (method === 'GET' && below === 'taggings') {
        const taggings = [...person.tags].map((name) => ({
          _links: { 'osdi:tag': { href: `${base}/tags/${tags.get(name)}` } },
        }));
        return page('osdi:taggings', taggings, query);
      }
      if (method === 'GET' && below === '') return view(person);
      if (method === 'PUT') return view(change(person, given));
    }
    if (kind === 'tags' && method === 'GET') {
      return page(
        'osdi:tags',
        [...tags].map(([name, id]) => ({ name, ...self(`tags/${id}`, id) })),
        query,
      );
    }
    if (kind === 'tags' && method === 'POST') {
      const name = String(given.name);
      const id = tags.get(name) ?? randomUUID();
      tags.set(name, id);
      return { name, ...self(`tags/${id}`, id) };
    }
    if (kind === 'metadata') return { 'action_network:custom_fields': [{ name: 'Disponibilites' }] };
    if (kind === 'events' || kind === 'fundraising_pages') {
      if (method === 'GET') return page(`osdi:${kind}`, list(kind, query), query);
      if (id === '') return add(kind, { body: given });
      if (below === 'attendances' || below === 'donations') return addBelow(kind, id, below, given);
    }
    if ((kind === 'attendances' || kind === 'donations') && method === 'GET')
      return page(`osdi:${kind}`, list(kind, query), query);
    throw new Refused(404, 'not found');
  }

  /** Those among whom a filter can find somebody. */
  function asked(query: URLSearchParams): Held[] {
    const address = /^email_address eq '(.*)'$/s.exec(query.get('filter') ?? '')?.[1];
    return address === undefined ? held : known.all(`address ${address.replaceAll("''", "'").toLowerCase()}`);
  }

  /** "creates or updates, matching on e-mail **and** phone". */
  function signUp(given: Body, half: boolean): Body {
    posted.push(given);
    const person = record(given.person);
    const [first] = array(person.email_addresses).map(record);
    const address = String(first?.address ?? '').trim();
    const number = digits(record(array(person.phone_numbers)[0]).number);
    if (!/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(address)) throw new Refused(400, 'email address is not valid');
    let found =
      known.all(`address ${address.toLowerCase()}`)[0] ??
      (number === undefined ? undefined : known.all(`phone ${number}`)[0]);
    if (!found) {
      found = {
        id: randomUUID(),
        identifiers: [],
        given_name: null,
        family_name: null,
        // "A new person is subscribed by default"
        addresses: [{ address, status: String(first?.status ?? 'subscribed') }],
        phone: null,
        place: {},
        languages: [],
        custom: {},
        tags: new Set(),
        modified: new Date(),
      };
      held.push(found);
    }
    change(found, person);
    // "Unknown tags are ignored silently"
    if (!half) for (const name of array(given.add_tags).map(String)) if (tags.has(name)) found.tags.add(name);
    return view(found);
  }

  function change(person: Held, given: Body): Held {
    for (const identifier of array(given.identifiers).map(String)) {
      const other = known.all(`identifier ${identifier}`).find((one) => one !== person);
      // "globally unique `identifiers`"
      if (!other && !person.identifiers.includes(identifier)) person.identifiers.push(identifier);
    }
    if ('given_name' in given) person.given_name = string(given.given_name);
    if ('family_name' in given) person.family_name = string(given.family_name);
    for (const one of array(given.email_addresses).map(record)) {
      const address = String(one.address);
      const known = person.addresses.find((is) => is.address.toLowerCase() === address.toLowerCase());
      // "an existing one's status changes only if `status` is passed"
      if (known && one.status !== undefined) {
        if (!['subscribed', 'unsubscribed'].includes(String(one.status))) throw new Refused(400, 'status is not valid');
        known.status = String(one.status);
      }
      if (!known)
        person.addresses = [{ address, status: String(one.status ?? person.addresses[0]?.status ?? 'subscribed') }];
    }
    const number = digits(record(array(given.phone_numbers)[0]).number);
    if (number !== undefined) {
      for (const other of known.all(`phone ${number}`).filter((one) => one !== person)) {
        other.phone = null;
        known.note(other);
      }
      person.phone = number;
    }
    if (array(given.postal_addresses).length > 0) person.place = record(array(given.postal_addresses)[0]);
    if (array(given.languages_spoken).length > 0) person.languages = array(given.languages_spoken).map(String);
    Object.assign(person.custom, record(given.custom_fields));
    person.modified = new Date(Math.max(Date.now(), person.modified.getTime() + 1));
    known.note(person);
    return person;
  }

  function add(kind: keyof typeof things, given: Omit<Thing, 'id' | 'identifiers'>): Body {
    const identifiers = array(given.body.identifiers).map(String);
    if (identifiers.some((one) => things[kind].some((is) => is.identifiers.includes(one))) && kind !== 'donations') {
      throw new Refused(400, 'identifiers must be unique');
    }
    const thing: Thing = { id: randomUUID(), identifiers, ...given };
    things[kind].push(thing);
    return describe(kind, thing);
  }

  function addBelow(
    kind: 'events' | 'fundraising_pages',
    id: string,
    below: 'attendances' | 'donations',
    given: Body,
  ): Body {
    if (!things[kind].some((one) => one.id === id)) throw new Refused(404, 'not found');
    const person =
      String(record(record(given._links)['osdi:person']).href)
        .split('/')
        .at(-1) ?? '';
    if (known.all(`id ${person}`).length === 0) throw new Refused(400, 'no such person');
    const before = things.attendances.find((one) => one.parent === id && one.person === person);
    // "**donations are not de-duplicated**"; whoever attends an event attends it once.
    return below === 'attendances' && before
      ? describe(below, before)
      : add(below, { body: given, parent: id, person });
  }

  function list(kind: keyof typeof things, query: URLSearchParams): Body[] {
    const wanted = /^identifier eq '(.*)'$/.exec(query.get('filter') ?? '')?.[1];
    return things[kind]
      .filter(({ identifiers }) => wanted === undefined || identifiers.includes(wanted))
      .map((one) => describe(kind, one));
  }

  function describe(kind: string, { id, identifiers }: Thing): Body {
    return self(`${kind}/${id}`, id, identifiers);
  }

  function self(path: string, id: string, identifiers: string[] = []): Body {
    return { identifiers: [`action_network:${id}`, ...identifiers], _links: { self: { href: `${base}/${path}` } } };
  }

  function view(one: Held): Body {
    return {
      ...self(`people/${one.id}`, one.id, one.identifiers),
      given_name: one.given_name,
      family_name: one.family_name,
      modified_date: one.modified.toISOString(),
      email_addresses: one.addresses.map((address, index) => ({ ...address, primary: index === 0 })),
      phone_numbers:
        one.phone === null ? [] : [{ primary: true, number: one.phone, number_type: 'Mobile', status: 'unsubscribed' }],
      postal_addresses: [{ primary: true, ...one.place }],
      languages_spoken: one.languages,
      custom_fields: one.custom,
    };
  }

  /** "Pages of 25." */
  function page(rel: string, all: Body[], query: URLSearchParams): Body {
    const number = Number(query.get('page') ?? 1);
    const size = Math.min(25, Number(query.get('per_page') ?? 25));
    const items = all.slice((number - 1) * size, number * size);
    const next = number * size < all.length;
    return {
      per_page: size,
      page: number,
      _embedded: { [rel]: items },
      _links: next ? { next: { href: `${base}?page=${number + 1}` } } : {},
    };
  }

  const served = await serveFake({
    answer,
    writes: ({ method }) => method !== 'GET',
    says: {
      error: { status: 500, json: { error: 'Internal Server Error' } },
      // "429 on excess."
      rate: { status: 429, json: { error: 'Too many requests' } },
      expired: { status: 401, json: { error: 'API Key invalid or not present' } },
    },
  });
  base = `${served.url}/api/v2`;

  const shown = (one: Held): FakePerson => ({
    remoteId: one.id,
    contactId: one.identifiers.at(-1)?.replace('terrain:', ''),
    email: one.addresses[0]?.address ?? '',
    subscription: standing(one.addresses[0]?.status),
    tags: [...one.tags].toSorted(),
    values: {
      given_name: one.given_name ?? '',
      family_name: one.family_name ?? '',
      phone_number: one.phone,
      ...one.place,
      ...one.custom,
    },
  });

  return {
    ...served,
    credentials: { url: served.url, apiKey },
    held,
    things,
    posted,
    people: () => held.map(shown),
    add({ email, subscription = 'subscribed', tags: theirs = [], values = {}, contactId }) {
      const one: Held = {
        id: randomUUID(),
        identifiers: contactId === undefined ? [] : [`terrain:${contactId}`],
        given_name: string(values.given_name),
        family_name: string(values.family_name),
        addresses: [{ address: email, status: subscription === 'bounced' ? 'bouncing' : subscription }],
        phone: digits(values.phone_number) ?? null,
        place: {},
        languages: [],
        custom: {},
        tags: new Set(theirs),
        modified: new Date(),
      };
      for (const name of theirs) if (!tags.has(name)) tags.set(name, randomUUID());
      held.push(one);
      known.note(one);
      return shown(one);
    },
    leave(email, how) {
      const [one] = known.all(`address ${email.toLowerCase()}`);
      const [address] = one?.addresses ?? [];
      if (!one || !address) throw new Error(`nobody has ${email}`);
      address.status = how === 'bounced' ? 'bouncing' : 'unsubscribed';
      // Nobody leaves in the moment in which they were made.
      one.modified = new Date(Date.now() + 5 * 60_000);
    },
    rejoin(email) {
      const one = held.find(({ addresses }) =>
        addresses.some(({ address }) => address.toLowerCase() === email.toLowerCase()),
      );
      const [address] = one?.addresses ?? [];
      if (!one || !address) throw new Error(`nobody has ${email}`);
      address.status = 'subscribed';
      one.modified = new Date(Date.now() + 5 * 60_000);
    },
  };
}

/** `?filter=field operator 'value'`, quotes in the value doubled. */
function filtered(query: URLSearchParams): (one: Held) => boolean {
  const [, field, operator, raw = ''] = /^(\w+) (eq|gt|lt) '(.*)'$/s.exec(query.get('filter') ?? '') ?? [];
  const value = raw.replaceAll("''", "'");
  if (field === undefined) return () => true;
  if (field === 'email_address' && operator === 'eq') {
    return ({ addresses }) => addresses.some(({ address }) => address.toLowerCase() === value.toLowerCase());
  }
  if (field === 'modified_date' && operator === 'gt') return ({ modified }) => modified > new Date(value);
  if (field === 'identifier' && operator === 'eq')
    return ({ id, identifiers }) => [`action_network:${id}`, ...identifiers].includes(value);
  throw new Refused(400, `filter on ${field} is not supported`);
}

function standing(status: string | undefined): FakePerson['subscription'] {
  if (status === 'subscribed' || status === 'unsubscribed') return status;
  return status === 'bouncing' || status === 'previous bounce'
    ? 'bounced'
    : status === undefined || status === 'unknown'
      ? 'unknown'
      : 'unsubscribed';
}

function digits(number: unknown): string | undefined {
  const only = typeof number === 'string' ? number.replace(/\D/g, '') : '';
  return only === '' ? undefined : only;
}

function record(value: unknown): Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function array(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function string(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
