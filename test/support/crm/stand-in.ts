import { z } from 'zod';
import { CallFailed, Refusal } from '../../../src/crm/call-failed.ts';
import type { CallAnswer, Connector, Outcome, Scalar, Vendor } from '../../../src/crm/connector.ts';
import type { FakeCrm, FakePerson } from './fake-crm.ts';
import { type Said, serveFake } from './serve-fake.ts';

type Person = FakePerson & { acts: string[]; changes: number };
/** `calls` in `perSeconds`: the server refuses what is more. */
type StandInOptions = { calls?: number; perSeconds?: number; batch?: number; inFlight?: number };

export type StandIn = Omit<FakeCrm, 'people'> & {
  vendor: Vendor;
  /** Every write that reached it, in order: whom it was about, and what it said of their subscription. */
  writes: { email: string; subscription: string; at: number }[];
  /** Two writes about one contact at the same moment. */
  overlaps: string[];
  people(): Person[];
  /** Addresses that it refuses for good. */
  refused: Set<string>;
  /** How long it takes for a call, in milliseconds. */
  takes: number;
};

const record = z.object({
  id: z.string(),
  remoteId: z.string().optional(),
  email: z.string(),
  values: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  tags: z.array(z.string()),
  subscription: z.enum(['subscribed', 'unsubscribed', 'unknown']),
  acts: z.array(z.string()),
});
const answered = z.object({
  results: z.array(
    z.union([z.object({ id: z.string(), remoteId: z.string(), made: z.boolean() }), z.object({ error: z.string() })]),
  ),
});

/** The plainest CRM there could be, and its connector: what the engine is tried against, beside the vendors' own. */
export async function startStandIn(options: StandInOptions = {}): Promise<StandIn> {
  const { calls = 1_000, perSeconds = 1, batch = 20, inFlight = 2 } = options;
  const people = new Map<string, Person>();
  const writes: StandIn['writes'] = [];
  const overlaps: string[] = [];
  const busy = new Set<string>();
  const refused = new Set<string>();
  const arrivals: number[] = [];
  let last = 0;
  const nextId = () => {
    last += 1;
    return String(last);
  };

  const served = await serveFake({
    writes: ({ method }) => method === 'PUT' || method === 'DELETE',
    async answer({ method, path, headers, body, query }, half): Promise<Said> {
      if (headers.authorization !== 'Bearer stand-in-key') return { status: 401, json: { error: 'no such key' } };
      const now = performance.now();
      while (arrivals.length > 0 && now - Number(arrivals[0]) > perSeconds * 1_000) arrivals.shift();
      if (arrivals.length >= calls) return { status: 429, headers: { 'retry-after': '1' }, json: {} };
      arrivals.push(now);
      if (method === 'DELETE') {
        people.delete(path.split('/').at(-1) ?? '');
        return { status: 200, json: {} };
      }
      if (method === 'GET') {
        const asked = (query.get('any') ?? '').split(',');
        const isAsked = ({ remoteId, contactId, email }: Person) =>
          [`#${remoteId}`, contactId ?? '-', email].some((one) => asked.includes(one));
        return { status: 200, json: [...people.values()].filter(isAsked) };
      }
      const records = z.array(record).parse(JSON.parse(body));
      for (const { id } of records) {
        if (busy.has(id)) overlaps.push(id);
        busy.add(id);
      }
      if (api.takes > 0) await new Promise((resolve) => setTimeout(resolve, api.takes));
      for (const { id } of records) busy.delete(id);
      return { status: 200, json: { results: records.slice(0, half ? records.length / 2 : undefined).map(save) } };
    },
    says: {
      error: { status: 500, json: { error: 'DB Error' } },
      rate: { status: 429, headers: { 'retry-after': '0.05' }, json: {} },
      expired: { status: 401, json: { error: 'no such key' } },
    },
  });

  function save(sent: z.output<typeof record>) {
    writes.push({ email: sent.email, subscription: sent.subscription, at: performance.now() });
    if (refused.has(sent.email)) return { error: 'no such address' };
    const all = [...people.values()];
    const known =
      all.find(({ remoteId }) => remoteId === sent.remoteId) ??
      all.find(({ contactId }) => contactId === sent.id) ??
      all.find(({ email, contactId }) => email.toLowerCase() === sent.email && contactId === undefined);
    const left = known?.subscription === 'unsubscribed' || known?.subscription === 'bounced';
    const subscription = left ? known.subscription : sent.subscription;
    const remoteId = known?.remoteId ?? nextId();
    const acts = [...new Set([...(known?.acts ?? []), ...sent.acts])];
    people.set(remoteId, {
      remoteId,
      contactId: known?.contactId ?? sent.id,
      email: sent.email,
      subscription,
      tags: [...new Set([...(known?.tags ?? []), ...sent.tags])],
      values: { ...known?.values, ...sent.values },
      acts,
      changes: (known?.changes ?? 0) + 1,
    });
    return { id: sent.id, remoteId, made: known === undefined };
  }

  const api: StandIn = {
    credentials: { url: served.url, key: 'stand-in-key' },
    people: () => [...people.values()],
    add: (given) => {
      const remoteId = given.remoteId ?? nextId();
      const blank = { contactId: undefined, subscription: 'unknown' as const, tags: [], values: {} };
      const person = { ...blank, ...given, remoteId, acts: [], changes: 0 };
      people.set(remoteId, person);
      return person;
    },
    leave: (email, how) => {
      for (const person of people.values()) if (person.email === email) person.subscription = how;
    },
    calls: served.calls,
    faults: served.faults,
    close: () => served.close(),
    vendor: standInVendor({ calls, perSeconds, batch, inFlight }),
    writes,
    overlaps,
    refused,
    takes: 0,
  };
  return api;
}

/** The connector alone, for a process that did not start the server. */
export function standInVendor(limits: Vendor['limits']): Vendor {
  const credentials = z.object({ url: z.string(), key: z.string() });
  const vendor: Vendor<z.output<typeof credentials>> = {
    name: 'civicrm',
    label: 'Stand-in',
    words: { fr: { about: '', credentials: {} }, en: { about: '', credentials: {} } },
    credentials: [],
    readCredentials: credentials,
    limits,
    options: ['tags', 'campaignTags', 'acts'],
    defaultMapping: [
      { from: 'firstName', to: 'first', transform: '', authority: 'terrain' },
      { from: 'lastName', to: 'last', transform: '', authority: 'terrain' },
      { from: 'locale', to: 'language', transform: '', authority: 'terrain' },
    ],
    open: ({ credentials: { url, key }, call }): Connector => {
      const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
      return {
        testConnection: async () => ({ ok: true, account: 'stand-in', lacks: [] }),
        describe: async () => ({ fields: [], tags: [] }),
        async push(batch) {
          const records = batch.map(({ contactId, remoteId, email, values, tags, subscription, acts }) => {
            return { id: contactId, remoteId, email, values, tags, subscription, acts: acts.map(({ id }) => id) };
          });
          const request = { method: 'PUT' as const, url: `${url}/people`, headers, name: 'people/save' };
          const { results } = answered.parse(understood(await call({ ...request, body: JSON.stringify(records) })));
          return batch.map(({ contactId }, index): Outcome => {
            const result = results[index];
            if (!result)
              return { contactId, result: 'retry', cause: 'answer-not-understood', detail: 'too few results' };
            if ('error' in result)
              return { contactId, result: 'refused', cause: 'invalid-value', detail: result.error };
            return { contactId, result: result.made ? 'created' : 'updated', remoteId: result.remoteId };
          });
        },
        async read(known) {
          const any = known.flatMap(({ contactId, remoteId, email }) =>
            remoteId === undefined ? [contactId, email] : [contactId, `#${remoteId}`],
          );
          const sought = `${url}/people?any=${encodeURIComponent(any.join(','))}`;
          const answer = await call({ method: 'GET', url: sought, headers, name: 'people/get' });
          const found = z.array(z.looseObject({ remoteId: z.string() })).parse(understood(answer));
          return found.map((one) => remotePerson.parse(one));
        },
        async erase({ contactId, remoteId }) {
          understood(
            await call({ method: 'DELETE', url: `${url}/people/${remoteId}`, headers, name: 'people/delete' }),
          );
          return { contactId, result: 'updated', remoteId };
        },
      };
    },
  };
  return vendor;
}

const remotePerson = z
  .object({
    remoteId: z.string(),
    contactId: z.string().optional(),
    email: z.string(),
    values: z.record(z.string(), z.custom<Scalar>()),
    tags: z.array(z.string()),
    subscription: z.enum(['subscribed', 'unsubscribed', 'bounced', 'unknown']),
  })
  .transform((one) => ({ ...one, contactId: one.contactId, changedAt: undefined }));

function understood({ status, headers, text }: CallAnswer): unknown {
  if (status === 401) throw new Refusal('credentials', text);
  if (status >= 500) throw new CallFailed('down', text);
  if (!headers.get('content-type')?.includes('json')) throw new CallFailed('answer-not-understood', 'no JSON');
  return JSON.parse(text);
}
