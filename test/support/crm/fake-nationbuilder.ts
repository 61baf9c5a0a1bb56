import { randomUUID } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { z } from 'zod';
import type { FakeCrm, FakePerson } from './fake-crm.ts';
import { keyed } from './keyed.ts';
import contract from './nationbuilder-v1-contract.json' with { type: 'json' };
import { type Asked, type Said, serveFake } from './serve-fake.ts';

type Held = { id: number; attributes: Record<string, unknown>; tags: Set<string>; updatedAt: number };
type Options = {
  /** 250 calls per 10 s, as the notes say; off where a test is not about it. */
  limited?: boolean;
  /**
   * When a refresh token dies: `at-once` it was used, or `on-first-use` of the access token that it brought, which leaves
   * whoever lost the answer another try. The notes say only that it changes.
   */
  rotation?: 'at-once' | 'on-first-use';
};

export type FakeNationBuilder = FakeCrm & {
  url: string;
  /** Codes that were given out by /oauth/authorize and not redeemed yet. */
  grantCode(): string;
  /** A pair of tokens as an organizer's first connection brings. */
  grantTokens(): { access: string; refresh: string };
  /** The access token is over: 24 hours have gone by. */
  expire(access: string): void;
  /** Somebody of the staff clears the box, without anything that dates it. */
  untick(email: string): void;
  customFields: { slug: string; name: string; field_type: string; options?: Record<string, string> }[];
};

/** The notes: `PATCH …/signups/push`, body `{data: {type: "signups", attributes: {...}}}`. */
const pushed = z.strictObject({
  data: z.strictObject({ type: z.literal('signups'), attributes: z.record(z.string(), z.unknown()) }),
});
const updated = z.strictObject({ data: pushed.shape.data.extend({ id: z.string() }) });
const tagged = z.object({ data: z.object({ attributes: z.object({ signup_id: z.string(), tag_id: z.string() }) }) });
const named = z.object({ data: z.object({ attributes: z.object({ name: z.string().min(1) }) }) });

/** Attributes that a signup has and that this stand-in takes; any other is refused as NationBuilder does. */
const texts = [
  'first_name middle_name last_name prefix suffix phone_number mobile_number work_phone_number language availability',
  'employer occupation note email external_id unsubscribed_at born_at party sex',
]
  .join(' ')
  .split(' ');
const flags = 'email_opt_in mobile_opt_in is_volunteer is_supporter is_prospect do_not_call do_not_contact'.split(' ');
const numbers = ['support_level', 'inferred_support_level', 'priority_level'];
const groups = ['custom_values', 'home_address_attributes'];

/**
 * A nation on loopback, with the rules of `crm-behaviour.md`, "NationBuilder (API v2, JSON:API; v1 beside it)". What the
 * notes leave open follows NationBuilder's public reference of API v2, and says so.
 */
export async function startFakeNationBuilder(options: Options = {}): Promise<FakeNationBuilder> {
  const people = new Map<number, Held>();
  const tagNames = new Map<string, string>();
  const codes = new Set<string>();
  const access = new Set<string>();
  /** Refresh tokens that are good, and which one each access token replaced. */
  const refresh = new Set<string>();
  const replaced = new Map<string, string>();
  const app = { id: 'terrain-app', secret: randomUUID() };
  const customFields: FakeNationBuilder['customFields'] = [];
  let lastId = 100;
  let clock = Date.now() - 3_600_000;
  let window = { began: 0, calls: 0 };

  const matched = keyed<Held>(({ attributes: { external_id, email, email2, email3, email4 } }) => [
    `external_id ${external_id}`,
    ...[email, email2, email3, email4].map((one) => `email ${String(one ?? '').toLowerCase()}`),
  ]);
  const byEmail = (email: string) => matched.all(`email ${email.toLowerCase()}`)[0];
  const touch = (held: Held) => {
    clock = Math.max(clock + 1_000, Date.now());
    held.updatedAt = clock;
    matched.note(held);
  };
  const create = (attributes: Record<string, unknown>): Held => {
    lastId += 1;
    // Reference of v2: `email_opt_in` and `mobile_opt_in` are true by default.
    const held: Held = {
      id: lastId,
      attributes: { email_opt_in: true, mobile_opt_in: true, is_volunteer: false, ...attributes },
      tags: new Set(),
      updatedAt: 0,
    };
    people.set(held.id, held);
    touch(held);
    return held;
  };
  const tagId = (name: string) => {
    // Reference of v2: names of tags are unique, whatever their case.
    for (const [id, one] of tagNames) if (one.toLowerCase() === name.toLowerCase()) return id;
    return undefined;
  };
  const newTag = (name: string) => {
    const id = String(tagNames.size + 1);
    tagNames.set(id, name);
    return id;
  };
  const newTokens = () => {
    const pair = { access: `nba_${randomUUID()}`, refresh: `nbr_${randomUUID()}` };
    access.add(pair.access);
    refresh.add(pair.refresh);
    return pair;
  };

  const first = newTokens();
  const fake = await serveFake({ answer, writes, says: { error: failed, rate: limited(), expired: tokenExpired } });

  async function answer(asked: Asked): Promise<Said> {
    if (asked.path.startsWith('/oauth/')) return authorization(asked);
    const token = /^Bearer (.+)$/.exec(asked.headers.authorization ?? '')?.[1];
    if (token === undefined || !access.has(token)) return tokenExpired;
    const before = replaced.get(token);
    if (before !== undefined) refresh.delete(before);
    // "250 requests per 10 s; `RateLimit-*` and `Retry-After` on 429."
    if (options.limited) {
      if (Date.now() - window.began >= 10_000) window = { began: Date.now(), calls: 0 };
      window.calls += 1;
      if (window.calls > 250) return limited(window.began + 10_000);
    }
    return asked.path.startsWith('/api/v1/') ? v1(asked) : await v2(asked);
  }

  async function v2({ method, path, query, body, headers }: Asked): Promise<Said> {
    const [, , , resource, id] = path.split('/');
    if (body !== '' && !/^application\/(vnd\.api\+)?json/.test(headers['content-type'] ?? ''))
      return badRequest('type');
    const json = body === '' ? undefined : parsed(body);
    if (resource === 'custom_fields') {
      const data = customFields.map((attributes, index) => ({
        id: String(index),
        type: 'custom_fields',
        attributes: { ...attributes, resource_type: 'Signup' },
      }));
      return { status: 200, json: { data, links: {} } };
    }
    if (resource === 'signup_tags') return tags(method, query, json);
    if (resource === 'signup_taggings' && method === 'POST') return tagging(json);
    if (resource !== 'signups') return notFound;
    if (id === 'push' && method === 'PATCH') return await push(json, query);
    if (id !== undefined) {
      const held = people.get(Number(id));
      // "other errors `{code, message}`"
      if (!held) return notFound;
      if (method === 'GET') return show(200, held, query);
      if (method === 'PATCH') return update(held, json, query);
      if (method === 'DELETE') {
        people.delete(held.id);
        matched.forget(held);
        // Reference of v2: 200 with a document that holds `meta` alone.
        return { status: 200, headers: jsonApi, json: { meta: {} } };
      }
    }
    return method === 'GET' ? list(query) : notFound;
  }

  /** "200 matched, 201 created. Matches on email, external_id …" */
  async function push(json: unknown, query: URLSearchParams): Promise<Said> {
    const read = pushed.safeParse(json);
    if (!read.success) return badRequest('The body is no document of a signup.');
    const { attributes } = read.data.data;
    const email = typeof attributes.email === 'string' ? attributes.email : undefined;
    const externalId = typeof attributes.external_id === 'string' ? attributes.external_id : undefined;
    const objection = objectionTo(attributes);
    if (objection) return objection;
    const match = () =>
      (externalId !== undefined ? matched.all(`external_id ${externalId}`)[0] : undefined) ??
      (email !== undefined ? byEmail(email) : undefined);
    let held = match();
    const created = !held;
    if (!held) {
      // Unsure: what two at once do. Here the second finds the address taken.
      await turn();
      if (match()) return invalid('email', 'has already been taken', 'taken');
      held = create({});
    }
    const other = email === undefined ? undefined : byEmail(email);
    if (other && other.id !== held.id) return invalid('email', 'has already been taken', 'taken');
    apply(held, attributes);
    return show(created ? 201 : 200, held, query);
  }

  /** Reference of v2: a signup is changed under its own id. */
  function update(held: Held, json: unknown, query: URLSearchParams): Said {
    const read = updated.safeParse(json);
    if (!read.success || read.data.data.id !== String(held.id)) return badRequest('The body is no document of it.');
    const { attributes } = read.data.data;
    const objection = objectionTo(attributes);
    if (objection) return objection;
    const other = typeof attributes.email === 'string' ? byEmail(attributes.email) : undefined;
    if (other && other.id !== held.id) return invalid('email', 'has already been taken', 'taken');
    apply(held, attributes);
    return show(200, held, query);
  }

  function apply(held: Held, attributes: Record<string, unknown>): void {
    for (const [key, value] of Object.entries(attributes)) {
      if (key === 'home_address_attributes') {
        held.attributes.home_address = { ...Object(held.attributes.home_address), ...Object(value) };
      } else if (key === 'custom_values') {
        held.attributes.custom_values = { ...Object(held.attributes.custom_values), ...Object(value) };
      } else held.attributes[key] = value;
    }
    touch(held);
  }

  /** "422 has `errors[].source.pointer`; other errors `{code, message}`." */
  function objectionTo(attributes: Record<string, unknown>): Said | undefined {
    for (const [key, value] of Object.entries(attributes)) {
      if (![...texts, ...flags, ...numbers, ...groups].includes(key)) return badRequest(`unknown attribute ${key}`);
      if (value === null) continue;
      if (flags.includes(key) && typeof value !== 'boolean') return badRequest(`${key} is not a boolean`);
      if (numbers.includes(key) && typeof value !== 'number') return invalid(key, 'is not a number', 'not_a_number');
      if (texts.includes(key) && typeof value !== 'string') return badRequest(`${key} is not a string`);
      // Unsure: the length that a column holds.
      if (typeof value === 'string' && key !== 'note' && [...value].length > 255) {
        return invalid(key, 'is too long (maximum is 255 characters)', 'too_long');
      }
      if (typeof value === 'string' && value.includes('\0')) return failed;
      const level = key === 'support_level' ? Number(value) : 1;
      if (level < 1 || level > 5) return invalid(key, 'is not included in the list', 'inclusion');
      const unknown = Object.keys(key === 'custom_values' ? Object(value) : {}).find(
        (slug) => !customFields.some((field) => field.slug === slug),
      );
      if (unknown) return { status: 400, json: { code: 'invalid_custom_field', message: `No field ${unknown}` } };
    }
    const { email } = attributes;
    if (typeof email === 'string' && !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email)) {
      return invalid('email', `'${email}' should look like an email address`, 'invalid');
    }
    return undefined;
  }

  function list(query: URLSearchParams): Said {
    let found = [...people.values()];
    for (const [key, value] of query) {
      const [, attribute, clause = 'eq'] = /^filter\[(\w+)\](?:\[(\w+)\])?$/.exec(key) ?? [];
      if (!attribute) continue;
      const wanted = value.replace(/^\{\{(.*)\}\}$/, '$1');
      if (attribute === 'with_email_address') {
        const held = byEmail(wanted);
        found = found.filter((one) => one === held);
      } else if (attribute === 'updated_at' && clause === 'gte') {
        found = found.filter(({ updatedAt }) => updatedAt >= Date.parse(wanted));
      } else if (attribute === 'email1_is_bad') {
        found = found.filter(({ attributes }) => String(attributes.email1_is_bad ?? false) === wanted);
      } else return badRequest(`Tried to filter on attribute :${attribute}`);
    }
    const size = Number(query.get('page[size]') ?? 20);
    const number = Number(query.get('page[number]') ?? 1);
    if (size > 100) return badRequest('page[size]');
    const page = found.slice((number - 1) * size, number * size);
    const documents = page.map((held) => documentOf(held, query));
    return {
      status: 200,
      headers: jsonApi,
      json: {
        data: documents.map(({ data }) => data),
        included: documents.flatMap(({ included }) => included),
        // Reference of v2: there is always a next one where there is anything.
        links: { next: page.length > 0 ? `/api/v2/signups?page[number]=${number + 1}` : null },
        meta: {},
      },
    };
  }

  function show(status: number, held: Held, query: URLSearchParams): Said {
    return { status, headers: jsonApi, json: { ...documentOf(held, query), meta: {} } };
  }

  function documentOf({ id, attributes, tags, updatedAt }: Held, query: URLSearchParams) {
    const { home_address, ...rest } = attributes;
    const extra = query.get('extra_fields[signups]') === 'home_address' ? { home_address: home_address ?? null } : {};
    const withTags = query.get('include') === 'signup_tags';
    const data = {
      id: String(id),
      type: 'signups',
      attributes: {
        unsubscribed_at: null,
        external_id: null,
        email1: attributes.email,
        email1_is_bad: false,
        ...rest,
        ...extra,
        updated_at: new Date(updatedAt).toISOString(),
      },
      relationships: {
        signup_tags: withTags
          ? { data: [...tags].map((tag) => ({ type: 'signup_tags', id: tag })) }
          : { meta: { included: false } },
      },
    };
    const included = withTags
      ? [...tags].map((tag) => ({ type: 'signup_tags', id: tag, attributes: { name: tagNames.get(tag) } }))
      : [];
    return { data, included };
  }

  function tags(method: string, query: URLSearchParams, json: unknown): Said {
    if (method === 'GET') {
      const wanted = query.get('filter[name]')?.replace(/^\{\{(.*)\}\}$/, '$1');
      const data = [...tagNames]
        .filter(([, name]) => wanted === undefined || name.toLowerCase() === wanted.toLowerCase())
        .map(([id, name]) => ({ id, type: 'signup_tags', attributes: { name } }));
      return { status: 200, headers: jsonApi, json: { data, links: {}, meta: {} } };
    }
    const read = named.safeParse(json);
    if (!read.success) return badRequest('name');
    const { name } = read.data.data.attributes;
    if (tagId(name)) return invalid('name', 'has already been taken', 'taken');
    return {
      status: 201,
      headers: jsonApi,
      json: { data: { id: newTag(name), type: 'signup_tags', attributes: { name } }, meta: {} },
    };
  }

  /** "Tags: signup_taggings." Twice the same is refused as `taken`. */
  function tagging(json: unknown): Said {
    const read = tagged.safeParse(json);
    if (!read.success) return badRequest('signup_id, tag_id');
    const { signup_id, tag_id } = read.data.data.attributes;
    const held = people.get(Number(signup_id));
    if (!held || !tagNames.has(tag_id)) return invalid('tag_id', 'must exist', 'required');
    if (held.tags.has(tag_id)) return invalid('tag_id', 'has already been taken', 'taken');
    held.tags.add(tag_id);
    touch(held);
    return {
      status: 201,
      headers: jsonApi,
      json: { data: { id: randomUUID(), type: 'signup_taggings', attributes: { signup_id, tag_id } }, meta: {} },
    };
  }

  /** API v1, held to its published description. */
  function v1(asked: Asked): Said {
    const objection = breachOfV1(asked);
    if (objection) return badRequest(objection);
    if (asked.path === '/api/v1/people/me') {
      return { status: 200, json: { person: { id: 1, full_name: 'Nation de démonstration', email: 'a@exemple.org' } } };
    }
    const offset = Number(asked.query.get('__token') ?? 0);
    const limit = Number(asked.query.get('limit') ?? 10);
    const page = <T>(all: T[]) => {
      const next =
        offset + limit < all.length
          ? `${asked.path}?__nonce=n${offset + limit}&__token=${offset + limit}&limit=${limit}`
          : null;
      return { status: 200, json: { results: all.slice(offset, offset + limit), next, prev: null } };
    };
    if (asked.path === '/api/v1/tags') return page([...tagNames.values()].map((name) => ({ name })));
    const since = Date.parse(asked.query.get('updated_since') ?? '1970-01-01');
    return page(
      [...people.values()]
        .filter(({ updatedAt }) => updatedAt >= since)
        .map(({ id, attributes, tags: held, updatedAt }) => ({
          id,
          email: attributes.email,
          external_id: attributes.external_id ?? null,
          email_opt_in: attributes.email_opt_in,
          first_name: attributes.first_name ?? null,
          last_name: attributes.last_name ?? null,
          phone: attributes.phone_number ?? null,
          is_volunteer: attributes.is_volunteer,
          support_level: attributes.support_level ?? null,
          tags: [...held].map((tag) => tagNames.get(tag)),
          updated_at: new Date(updatedAt).toISOString(),
        })),
    );
  }

  /** "OAuth 2 code flow; … is refreshed with the refresh token, which changes too". Errors are RFC 6749's. */
  function authorization({ method, path, query, body }: Asked): Said {
    if (path === '/oauth/authorize') {
      if (query.get('client_id') !== app.id || query.get('response_type') !== 'code') return badRequest('client');
      const back = new URL(query.get('redirect_uri') ?? '');
      const code = `code_${randomUUID()}`;
      codes.add(code);
      back.searchParams.set('code', code);
      back.searchParams.set('state', query.get('state') ?? '');
      return {
        status: 200,
        html: `<!doctype html><html lang="en"><title>Nation</title><h1>Authorize Terrain?</h1><a href="${back.href.replaceAll('&', '&amp;')}">Authorize</a>`,
      };
    }
    const fields = new URLSearchParams(body);
    if (method !== 'POST') return notFound;
    if (fields.get('client_id') !== app.id || fields.get('client_secret') !== app.secret) {
      return { status: 401, json: { error: 'invalid_client' } };
    }
    const code = fields.get('code') ?? '';
    const old = fields.get('refresh_token') ?? '';
    const isGood = fields.get('grant_type') === 'refresh_token' ? refresh.has(old) : codes.delete(code);
    if (!isGood) return { status: 400, json: { error: 'invalid_grant' } };
    const pair = newTokens();
    if (old !== '') {
      if (options.rotation === 'on-first-use') replaced.set(pair.access, old);
      else refresh.delete(old);
    }
    return {
      status: 200,
      // "the access token lasts 24 h"
      json: { access_token: pair.access, refresh_token: pair.refresh, token_type: 'Bearer', expires_in: 86_400 },
    };
  }

  const personOf = ({ id, attributes, tags: held }: Held): FakePerson => {
    const { email_opt_in, external_id, email1_is_bad, email, home_address, custom_values, ...values } = attributes;
    return {
      remoteId: String(id),
      contactId: typeof external_id === 'string' ? external_id : undefined,
      email: String(email),
      subscription:
        email_opt_in === false
          ? 'unsubscribed'
          : email1_is_bad === true
            ? 'bounced'
            : email_opt_in === true
              ? 'subscribed'
              : 'unknown',
      tags: [...held].map((tag) => tagNames.get(tag) ?? ''),
      values: {
        ...values,
        ...prefixed('home_address', home_address),
        ...prefixed('custom_values', custom_values),
      },
    };
  };

  return {
    url: fake.url,
    credentials: { url: fake.url, clientId: app.id, clientSecret: app.secret, accessToken: first.access },
    people: () => [...people.values()].map(personOf),
    add({ email, contactId, subscription = 'subscribed', tags: given = [], values = {} }) {
      const held = create({
        email,
        external_id: contactId ?? null,
        email_opt_in: subscription === 'unknown' ? null : subscription !== 'unsubscribed',
        email1_is_bad: subscription === 'bounced',
        unsubscribed_at: subscription === 'unsubscribed' ? '2026-10-01T12:00:00Z' : null,
        ...values,
      });
      for (const name of given) held.tags.add(tagId(name) ?? newTag(name));
      return personOf(held);
    },
    leave(email, how) {
      const held = byEmail(email);
      if (!held) throw new Error(`nobody is ${email}`);
      if (how === 'bounced') held.attributes.email1_is_bad = true;
      else Object.assign(held.attributes, { email_opt_in: false, unsubscribed_at: new Date().toISOString() });
      touch(held);
    },
    rejoin(email) {
      const held = byEmail(email);
      if (!held) throw new Error(`nobody is ${email}`);
      Object.assign(held.attributes, { email_opt_in: true, unsubscribed_at: null, email1_is_bad: false });
      touch(held);
    },
    untick(email) {
      const held = byEmail(email);
      if (!held) throw new Error(`nobody is ${email}`);
      held.attributes.email_opt_in = false;
      touch(held);
    },
    calls: fake.calls,
    faults: fake.faults,
    customFields,
    grantCode() {
      const code = `code_${randomUUID()}`;
      codes.add(code);
      return code;
    },
    grantTokens: newTokens,
    expire: (token) => void access.delete(token),
    close: fake.close,
  };
}

/** What a request of API v1 asks that its published description does not have; undefined where it keeps to it. */
export function breachOfV1({ method, path, query }: Pick<Asked, 'method' | 'path' | 'query'>): string | undefined {
  const found = contract.methods.find(
    ({ HTTPMethod, URI }) => HTTPMethod === method && `${contract.basePath}${URI}` === path,
  );
  if (!found) return `${method} ${path} is not described`;
  const unknown = [...query.keys()].find((key) => !found.parameters.some(({ Name }) => Name === key));
  const missing = found.parameters.find(({ Name, Required }) => Required === 'Y' && !query.has(Name));
  return unknown ? `${unknown} is not described` : missing && `${missing.Name} is missing`;
}

const jsonApi = { 'content-type': 'application/vnd.api+json' };
const failed: Said = { status: 500, json: { code: 'server_error', message: 'Something went wrong.' } };
const tokenExpired: Said = { status: 401, json: { code: 'token_expired', message: 'Your access token has expired.' } };
const notFound: Said = { status: 404, json: { code: 'not_found', message: 'Record not found' } };

function limited(until = Date.now() + 1_000): Said {
  const seconds = Math.max(1, Math.ceil((until - Date.now()) / 1_000));
  return {
    status: 429,
    headers: {
      'ratelimit-limit': '250',
      'ratelimit-remaining': '0',
      'ratelimit-reset': String(Math.ceil(until / 1_000)),
      'retry-after': String(seconds),
    },
    json: { message: 'You have made too many requests. Please try again later.' },
  };
}

function badRequest(message: string): Said {
  return { status: 400, json: { code: 'bad_request', message } };
}

function invalid(attribute: string, message: string, code: string): Said {
  return {
    status: 422,
    headers: jsonApi,
    json: {
      errors: [
        {
          code: 'unprocessable_entity',
          status: '422',
          title: 'Validation Error',
          detail: `${attribute} ${message}`,
          source: { pointer: `/data/attributes/${attribute}` },
          meta: { attribute, message, code },
        },
      ],
    },
  };
}

function writes({ method, path }: Asked): boolean {
  return method !== 'GET' && path !== '/oauth/token';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function prefixed(group: string, values: unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(Object(values)).map(([key, value]) => [`${group}.${key}`, value]));
}
