import { randomUUID } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { z } from 'zod';
import type { FakeCrm, FakePerson } from './fake-crm.ts';
import { keyed } from './keyed.ts';
import { type Asked, type Said, serveFake } from './serve-fake.ts';

type Held = { id: string; properties: Record<string, string>; changedAt: number };
type Status = 'SUBSCRIBED' | 'UNSUBSCRIBED' | 'NOT_SPECIFIED';
type Options = {
  /** How a batch with one bad element is answered: `207` element by element, or `400` as a whole. */
  bad?: '207' | '400';
  /**
   * "No partial upsert with `idProperty=email` (unsure)", read both ways: what an upsert does not name is kept, or is
   * cleared where it was written through the API.
   */
  unnamed?: 'kept' | 'cleared';
  /** Custom properties that are there before anybody makes them. */
  properties?: string[];
  /** The kinds of subscription that there are; one where nothing is said. */
  kinds?: { id: string; name: string; isActive: boolean }[];
  /** It subscribes whoever it is asked to, as nothing that is written down forbids it to. */
  resubscribes?: boolean;
  /** Without these scopes. */
  without?: ('communication_preferences' | 'crm.schemas.contacts.write')[];
};

export type FakeHubSpot = FakeCrm & {
  url: string;
  properties: Set<string>;
  /** What was written of consent, the oldest first. */
  written: { email: string; status: Status; legalBasis: string | undefined }[];
  /** What an organizer or a person does over there. */
  set(email: string, properties: Record<string, string>): void;
};

const kind = 4021;
const infolettre = { id: String(kind), name: 'Infolettre', isActive: true };
/** "every property value is a string" */
const input = z.strictObject({
  id: z.string().min(1),
  idProperty: z.string().optional(),
  properties: z.record(z.string(), z.string()),
  objectWriteTraceId: z.string().optional(),
});
type Input = z.output<typeof input>;
const writeBody = z.strictObject({ inputs: z.array(input).min(1) });
const readBody = z.strictObject({
  idProperty: z.string().optional(),
  properties: z.array(z.string()),
  inputs: z.array(z.strictObject({ id: z.string().min(1) })).min(1),
});
const statusBody = z.strictObject({
  inputs: z
    .array(
      z.strictObject({
        channel: z.literal('EMAIL'),
        subscriberIdString: z.string(),
        subscriptionId: z.number(),
        statusState: z.enum(['SUBSCRIBED', 'UNSUBSCRIBED']),
        legalBasis: z.literal('CONSENT_WITH_NOTICE').optional(),
        legalBasisExplanation: z.string().min(1).optional(),
      }),
    )
    .min(1)
    .max(100),
});
const addresses = z.strictObject({ inputs: z.array(z.string()).min(1).max(100) });
const searchBody = z.looseObject({
  filterGroups: z
    .array(
      z.strictObject({
        filters: z.array(
          z.strictObject({
            propertyName: z.literal('lastmodifieddate'),
            operator: z.literal('GTE'),
            value: z.string(),
          }),
        ),
      }),
    )
    .length(1),
  limit: z.number().max(200),
  after: z.string().optional(),
});
const propertyBody = z.strictObject({
  groupName: z.string(),
  name: z.string().regex(/^[a-z][a-z0-9_]*$/),
  label: z.string(),
  type: z.enum(['string', 'number', 'date']),
  fieldType: z.enum(['text', 'textarea', 'number', 'date']),
});

const own = ['email', 'firstname', 'lastname', 'phone', 'zip', 'city', 'hs_language'];
const kept = ['hs_email_optout', 'hs_email_hard_bounce_reason_enum', 'lastmodifieddate'];

/**
 * An account of HubSpot on loopback, with the rules of `crm-behaviour.md`, "HubSpot (CRM v3/v4 objects)". What the notes
 * leave open follows HubSpot's public reference, and says so.
 */
export async function startFakeHubSpot(options: Options = {}): Promise<FakeHubSpot> {
  const token = `pat-${randomUUID()}`;
  const people = new Map<string, Held>();
  const statuses = new Map<string, Status>();
  const properties = new Set(options.properties ?? []);
  const groups = new Set(['contactinformation']);
  const written: FakeHubSpot['written'] = [];
  let lastId = 5000;
  let clock = Date.now() - 3_600_000;

  const byAddress = keyed<Held>(({ properties: { email } }) => (email === undefined ? [] : [email]));
  const touch = (held: Held) => {
    clock = Math.max(clock + 1, Date.now());
    held.changedAt = clock;
    byAddress.note(held);
  };
  const byEmail = (email: string) => byAddress.all(email.toLowerCase())[0];
  const create = (email: string): Held => {
    lastId += 1;
    const held = { id: String(lastId), properties: { email: email.toLowerCase() }, changedAt: 0 };
    people.set(held.id, held);
    touch(held);
    return held;
  };

  const fake = await serveFake({ answer, writes, says: { error: failed(), rate: limited(), expired: badToken() } });

  async function answer(asked: Asked, half: boolean): Promise<Said> {
    const { method, path, headers, body } = asked;
    // "Bearer token of a private app"
    if (headers.authorization !== `Bearer ${token}`) return badToken();
    if (body !== '' && headers['content-type'] !== 'application/json') return said(415, 'UNSUPPORTED_MEDIA_TYPE');
    const json: unknown = body === '' ? undefined : JSON.parse(body);
    const route = `${method} ${path}`;
    if (path.startsWith('/communication-preferences/') && options.without?.includes('communication_preferences')) {
      return said(403, 'MISSING_SCOPES', 'This app lacks the scope communication_preferences.');
    }
    switch (route) {
      case 'GET /account-info/v3/details':
        return { status: 200, json: { portalId: 62515, uiDomain: 'app.hubspot.com' } };
      case 'GET /crm/v3/properties/contacts':
        return { status: 200, json: { results: listProperties() } };
      case 'POST /crm/v3/properties/contacts/groups':
      case 'POST /crm/v3/properties/contacts':
        return makeProperty(route, json);
      case 'POST /crm/v3/objects/contacts/batch/read':
        return read(json);
      case 'POST /crm/v3/objects/contacts/batch/upsert':
        return await write('upsert', json, half);
      case 'POST /crm/v3/objects/contacts/batch/update':
        return await write('update', json, half);
      case 'POST /crm/v3/objects/contacts/search':
        return search(json);
      case 'POST /crm/v3/objects/contacts/gdpr-delete':
        return purge(json);
      case 'GET /communication-preferences/v4/definitions':
        return { status: 200, json: { results: options.kinds ?? [infolettre] } };
      case 'POST /communication-preferences/v4/statuses/batch/read':
        return readStatuses(json);
      case 'POST /communication-preferences/v4/statuses/batch/write':
        return writeStatuses(json, half);
      case 'POST /communication-preferences/v4/statuses/batch/unsubscribe-all':
        return endAll(json, half);
      default:
        return said(404, 'OBJECT_NOT_FOUND', `${route} is not there`);
    }
  }

  function listProperties() {
    const defined = own.map((name) => ({
      name,
      label: name,
      type: name === 'hs_language' ? 'enumeration' : 'string',
      groupName: 'contactinformation',
      hubspotDefined: true,
      ...(name === 'hs_language' && { options: [{ value: 'fr' }, { value: 'en' }] }),
    }));
    const custom = [...properties].map((name) => ({ name, label: name, type: typeOf(name), groupName: 'terrain' }));
    const calculated = { name: 'hs_email_optout', label: 'Opted out', type: 'bool', calculated: true };
    return [...defined, ...custom, calculated];
  }

  /** "Custom properties must exist: create a property group and properties once." */
  function makeProperty(route: string, json: unknown): Said {
    if (options.without?.includes('crm.schemas.contacts.write')) return said(403, 'MISSING_SCOPES', 'no scope');
    if (route.endsWith('/groups')) {
      const { name } = z.object({ name: z.string(), label: z.string() }).parse(json);
      if (groups.has(name)) return said(409, 'OBJECT_ALREADY_EXISTS', `${name} is there`);
      groups.add(name);
      return { status: 201, json: { name, label: name } };
    }
    const body = propertyBody.safeParse(json);
    if (!body.success) return said(400, 'VALIDATION_ERROR', 'a property needs a group, a name, a label and types');
    const { name, groupName } = body.data;
    if (!groups.has(groupName)) return said(400, 'VALIDATION_ERROR', `there is no group ${groupName}`);
    if (properties.has(name)) return said(409, 'OBJECT_ALREADY_EXISTS', `${name} is there`);
    properties.add(name);
    return { status: 201, json: body.data };
  }

  function read(json: unknown): Said {
    const body = readBody.safeParse(json);
    if (!body.success || body.data.inputs.length > 100) return said(400, 'VALIDATION_ERROR', 'a hundred at most');
    const { idProperty, inputs, properties: names } = body.data;
    const found = inputs.map(({ id }) => (idProperty === 'email' ? byEmail(id) : people.get(id)));
    const missing = inputs.filter((_, index) => !found[index]).map(({ id }) => id);
    const results = found.filter((held) => held !== undefined).map((held) => shown(held, names));
    if (missing.length === 0) return { status: 200, json: { status: 'COMPLETE', results } };
    const error = {
      status: 'error',
      category: 'OBJECT_NOT_FOUND',
      message: 'Could not get some CONTACT objects, they may be deleted or not exist. Check that ids are valid.',
      context: { ids: missing },
    };
    return { status: 207, json: { status: 'COMPLETE', results, numErrors: 1, errors: [error] } };
  }

  /** "≤ 100 a call. 200, or 207 with `errors[]` and `numErrors` … Results carry `new`." */
  async function write(how: 'upsert' | 'update', json: unknown, half: boolean): Promise<Said> {
    const body = writeBody.safeParse(json);
    if (!body.success) return said(400, 'VALIDATION_ERROR', 'Invalid input JSON: every value is a string');
    const { inputs } = body.data;
    if (inputs.length > 100) return said(400, 'VALIDATION_ERROR', 'a hundred at most');
    const ids = inputs.map(({ id }) => id.toLowerCase());
    // Reference: an id may stand in a batch once.
    if (new Set(ids).size !== ids.length) return said(400, 'VALIDATION_ERROR', 'Duplicate IDs found in batch input');
    if (how === 'upsert' && inputs.some(({ idProperty }) => idProperty !== 'email')) {
      return said(400, 'VALIDATION_ERROR', 'idProperty');
    }
    const objections = new Map(
      inputs.flatMap((one) => {
        const objection = objectionTo(one, how);
        return objection ? [[one, objection] as const] : [];
      }),
    );
    if (objections.size > 0 && options.bad === '400') {
      const [[, words] = []] = objections;
      return said(400, 'VALIDATION_ERROR', `Property values were not valid: ${words}`);
    }
    const results: unknown[] = [];
    const errors: unknown[] = [];
    const doing = half ? inputs.slice(0, Math.floor(inputs.length / 2)) : inputs;
    for (const one of doing) {
      const objection = objections.get(one);
      if (objection) {
        errors.push({
          status: 'error',
          category: 'VALIDATION_ERROR',
          message: objection,
          context: one.objectWriteTraceId ? { objectWriteTraceId: [one.objectWriteTraceId] } : { ids: [one.id] },
        });
        continue;
      }
      const { held, isNew } = await put(one, how);
      results.push({
        ...shown(held, Object.keys(one.properties)),
        new: isNew,
        objectWriteTraceId: one.objectWriteTraceId,
      });
    }
    const correlationId = randomUUID();
    if (errors.length === 0) return { status: 200, json: { status: 'COMPLETE', results, correlationId } };
    return { status: 207, json: { status: 'COMPLETE', results, numErrors: errors.length, errors, correlationId } };
  }

  async function put(one: Input, how: 'upsert' | 'update'): Promise<{ held: Held; isNew: boolean }> {
    let held = how === 'update' ? people.get(one.id) : byEmail(one.id);
    let isNew = false;
    if (!held) {
      await turn();
      held = byEmail(one.id);
      isNew = !held;
      held ??= create(one.id);
    }
    if (how === 'upsert' && options.unnamed === 'cleared') {
      for (const name of Object.keys(held.properties)) {
        if (name !== 'email' && !kept.includes(name) && !(name in one.properties)) delete held.properties[name];
      }
    }
    for (const [name, value] of Object.entries(one.properties)) {
      if (value === '') delete held.properties[name];
      else held.properties[name] = name === 'email' ? value.toLowerCase() : value;
    }
    touch(held);
    return { held, isNew };
  }

  function objectionTo({ id, properties: given }: Input, how: 'upsert' | 'update'): string | undefined {
    const email = how === 'upsert' ? id : given.email;
    if (email !== undefined && !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email)) return `Email address ${email} is invalid`;
    if (how === 'update') {
      if (!people.has(id)) return `there is no contact ${id}`;
      const other = email === undefined ? undefined : byEmail(email);
      if (other && other.id !== id) return `A contact with the email '${email}' already exists.`;
    }
    for (const [name, value] of Object.entries(given)) {
      if (![...own, ...properties].includes(name)) return `Property "${name}" does not exist`;
      if (name === 'hs_language' && !['', 'fr', 'en'].includes(value)) return `${value} was not one of the options`;
      if (typeOf(name) === 'number' && value !== '' && !Number.isFinite(Number(value))) return `${name} is no number`;
      // Reference: a text holds 65,536 characters.
      if (value.length > 65_536) return `${name} is too long`;
      if (value.includes('\0') || !value.isWellFormed()) return `${name} holds what is no text`;
    }
    return undefined;
  }

  function search(json: unknown): Said {
    const body = searchBody.safeParse(json);
    if (!body.success) return said(400, 'VALIDATION_ERROR', 'a search needs one group of filters');
    const since = Number(body.data.filterGroups[0]?.filters[0]?.value);
    const from = Number(body.data.after ?? 0);
    const all = [...people.values()]
      .filter(({ changedAt }) => changedAt >= since)
      .toSorted((a, b) => a.changedAt - b.changedAt);
    const results = all
      .slice(from, from + body.data.limit)
      .map((held) => shown(held, [...own, ...properties, ...kept]));
    const next = from + body.data.limit;
    return {
      status: 200,
      json: { total: all.length, results, ...(next < all.length && { paging: { next: { after: String(next) } } }) },
    };
  }

  function purge(json: unknown): Said {
    const { objectId } = z.strictObject({ objectId: z.string() }).parse(json);
    const held = people.get(objectId);
    if (!held) return said(404, 'OBJECT_NOT_FOUND', 'resource not found');
    people.delete(objectId);
    byAddress.forget(held);
    statuses.delete(held.properties.email ?? '');
    return { status: 204 };
  }

  function readStatuses(json: unknown): Said {
    const { inputs } = addresses.parse(json);
    const results = inputs.map((email) => ({
      subscriberIdString: email,
      statuses: [
        {
          channel: 'EMAIL',
          subscriberIdString: email,
          subscriptionId: kind,
          status: statuses.get(email) ?? 'NOT_SPECIFIED',
        },
      ],
    }));
    return { status: 200, json: { status: 'COMPLETE', results } };
  }

  /** "Marketing consent: communication preferences API; never set legal basis without a ledger entry." */
  function writeStatuses(json: unknown, half: boolean): Said {
    const body = statusBody.safeParse(json);
    if (!body.success) return said(400, 'VALIDATION_ERROR', 'Invalid input JSON');
    const results: unknown[] = [];
    const errors: unknown[] = [];
    const { inputs } = body.data;
    for (const one of half ? inputs.slice(0, Math.floor(inputs.length / 2)) : inputs) {
      const email = one.subscriberIdString.toLowerCase();
      const left = statuses.get(email) === 'UNSUBSCRIBED' || byEmail(email)?.properties.hs_email_optout === 'true';
      // Reference: who has unsubscribed cannot be subscribed again by the API.
      if (one.statusState === 'SUBSCRIBED' && left && !options.resubscribes) {
        errors.push({
          status: 'error',
          category: 'VALIDATION_ERROR',
          message: `${email} cannot be subscribed: they have unsubscribed.`,
        });
        continue;
      }
      statuses.set(email, one.statusState);
      written.push({ email, status: one.statusState, legalBasis: one.legalBasis });
      results.push({ subscriberIdString: email, status: one.statusState, subscriptionId: kind, channel: 'EMAIL' });
    }
    if (errors.length === 0) return { status: 200, json: { status: 'COMPLETE', results } };
    return { status: 207, json: { status: 'COMPLETE', results, numErrors: errors.length, errors } };
  }

  function endAll(json: unknown, half: boolean): Said {
    const { inputs } = addresses.parse(json);
    const some = half ? inputs.slice(0, Math.floor(inputs.length / 2)) : inputs;
    for (const email of some) {
      statuses.set(email, 'UNSUBSCRIBED');
      written.push({ email, status: 'UNSUBSCRIBED', legalBasis: undefined });
      const held = byEmail(email);
      if (!held) continue;
      held.properties.hs_email_optout = 'true';
      touch(held);
    }
    return {
      status: 200,
      json: { status: 'COMPLETE', results: some.map((subscriberIdString) => ({ subscriberIdString, statuses: [] })) },
    };
  }

  function shown({ id, properties: all, changedAt }: Held, names: string[]) {
    const wanted = ['email', 'lastmodifieddate', ...names];
    const dated: Record<string, string> = { ...all, lastmodifieddate: new Date(changedAt).toISOString() };
    return {
      id,
      properties: Object.fromEntries(wanted.map((name) => [name, dated[name] ?? null])),
      createdAt: new Date(changedAt).toISOString(),
      updatedAt: new Date(changedAt).toISOString(),
      archived: false,
    };
  }

  const personOf = ({ id, properties: all }: Held): FakePerson => {
    const { email = '', terrain_id, terrain_tags, hs_email_optout, hs_email_hard_bounce_reason_enum, ...values } = all;
    const status = statuses.get(email);
    const left = hs_email_optout === 'true' || status === 'UNSUBSCRIBED';
    return {
      remoteId: id,
      contactId: terrain_id,
      email,
      subscription: left
        ? 'unsubscribed'
        : hs_email_hard_bounce_reason_enum
          ? 'bounced'
          : status === 'SUBSCRIBED'
            ? 'subscribed'
            : 'unknown',
      tags: (terrain_tags ?? '').split(';').filter((tag) => tag !== ''),
      values,
    };
  };

  const change = (email: string, given: Record<string, string>) => {
    const held = byEmail(email);
    if (!held) throw new Error(`nobody is ${email}`);
    Object.assign(held.properties, given);
    touch(held);
  };

  return {
    url: fake.url,
    credentials: { url: fake.url, token, subscriptionId: String(kind) },
    people: () => [...people.values()].map(personOf),
    add({ email, contactId, subscription = 'unknown', tags = [], values = {} }) {
      const held = create(email);
      for (const [name, value] of Object.entries(values)) held.properties[name] = String(value);
      if (contactId) held.properties.terrain_id = contactId;
      if (tags.length > 0) held.properties.terrain_tags = tags.join(';');
      if (subscription === 'subscribed') statuses.set(email.toLowerCase(), 'SUBSCRIBED');
      if (subscription === 'unsubscribed') statuses.set(email.toLowerCase(), 'UNSUBSCRIBED');
      if (subscription === 'bounced') held.properties.hs_email_hard_bounce_reason_enum = 'UNKNOWN_USER';
      return personOf(held);
    },
    leave(email, how) {
      if (how === 'unsubscribed') statuses.set(email.toLowerCase(), 'UNSUBSCRIBED');
      change(email, how === 'bounced' ? { hs_email_hard_bounce_reason_enum: 'UNKNOWN_USER' } : {});
    },
    rejoin(email) {
      statuses.set(email.toLowerCase(), 'SUBSCRIBED');
      const held = byEmail(email);
      if (!held) throw new Error(`nobody is ${email}`);
      delete held.properties.hs_email_optout;
      delete held.properties.hs_email_hard_bounce_reason_enum;
      touch(held);
    },
    set: change,
    properties,
    written,
    calls: fake.calls,
    faults: fake.faults,
    close: fake.close,
  };
}

function typeOf(name: string): string {
  if (name === 'terrain_signed_up_on') return 'date';
  return name === 'terrain_attended' ? 'number' : 'string';
}

/** "Errors: `{status, category, correlationId, message, errors}`" */
function said(status: number, category: string, message = category): Said {
  return { status, json: { status: 'error', category, message, correlationId: randomUUID(), errors: [] } };
}

function failed(): Said {
  return said(500, 'INTERNAL_ERROR', 'internal error');
}

function badToken(): Said {
  return said(401, 'EXPIRED_AUTHENTICATION', 'The token is not valid.');
}

/** "429 with `policyName`" */
function limited(): Said {
  return {
    status: 429,
    json: {
      status: 'error',
      message: 'You have reached your ten_secondly_rolling limit.',
      errorType: 'RATE_LIMIT',
      category: 'RATE_LIMITS',
      policyName: 'TEN_SECONDLY_ROLLING',
      correlationId: randomUUID(),
    },
  };
}

function writes({ method, path }: Asked): boolean {
  return method !== 'GET' && !path.endsWith('/read') && !path.endsWith('/search');
}
