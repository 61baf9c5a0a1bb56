import { z } from 'zod';
import { CallFailed, Refusal } from '../call-failed.ts';
import type {
  ConnectionTest,
  Connector,
  Description,
  OpenGiven,
  Outcome,
  RemoteContact,
  Vendor,
} from '../connector.ts';
import { pushEach } from '../push-each.ts';
import { type Ask, NotTaken, openNation } from './client.ts';
import { defaultMapping, signupFields } from './mapping.ts';
import { oauth } from './oauth.ts';
import { pullPeople, remoteOf } from './pull-people.ts';
import { pushSignup } from './push-signup.ts';
import { openSignups } from './signups.ts';
import { customFieldsDocument, mePage, signupsDocument, tagsPage } from './types.ts';
import { words } from './words.ts';

const credentials = z.object({
  /** `https://NATION.nationbuilder.com`; plain http for loopback alone. */
  url: z
    .url({ protocol: /^https?$/ })
    .refine((url) => url.startsWith('https://') || /^http:\/\/(127\.0\.0\.1|\[::1\]|localhost)[:/]?/.test(url))
    .transform((url) => new URL(url).origin),
  clientId: z.string().trim().min(1),
  clientSecret: z.string().trim().min(1),
  /** From OAuth, put in by the engine; never typed. */
  accessToken: z.string().default(''),
});
type Credentials = z.output<typeof credentials>;

/** NationBuilder: API v2 (JSON:API) under OAuth 2, and what only v1 tells. */
export const nationbuilder: Vendor<Credentials> = {
  name: 'nationbuilder',
  label: 'NationBuilder',
  words,
  credentials: [
    { key: 'url', secret: false, type: 'url' },
    { key: 'clientId', secret: false, type: 'text' },
    {
      key: 'clientSecret',
      secret: true,
      type: 'password',
    },
  ],
  readCredentials: credentials,
  limits: { calls: 250, perSeconds: 10, batch: 40, inFlight: 2 },
  defaultMapping,
  options: ['tags', 'campaignTags', 'tagPrefix'],
  oauth,
  open,
};

function open({ credentials: { url, accessToken }, call }: OpenGiven<Credentials>): Connector {
  const ask = openNation({ url, accessToken, call });
  const signups = openSignups(ask);
  return {
    testConnection: () => testConnection(ask),
    describe: () => describe(ask),
    push: (batch) => pushEach(batch, 8, (one) => pushSignup(signups, one)),
    pull: (cursor) => pullPeople(ask, signups, cursor),
    async read(known) {
      const found: RemoteContact[] = [];
      for (const one of known) {
        const there = await signups.find(one);
        if (!there) continue;
        found.push(...remoteOf(there).map((remote) => ({ ...remote, contactId: remote.contactId ?? one.contactId })));
      }
      return found;
    },
    async erase({ contactId, remoteId }): Promise<Outcome> {
      const removed = await signups.remove(remoteId);
      return { contactId, result: removed ? 'updated' : 'unchanged', remoteId };
    },
  };
}

async function testConnection(ask: Ask): Promise<ConnectionTest> {
  try {
    const me = await ask('GET', '/api/v1/people/me', mePage, { name: 'people/me' });
    const people = await ask('GET', '/api/v2/signups', signupsDocument, {
      query: { 'page[size]': '1' },
      name: 'signups/list',
    });
    if (!me || !people) return { ok: false, cause: 'gone', detail: 'there is no nation at this address' };
    const { full_name, email } = me.json.person;
    return { ok: true, account: full_name || email || '', lacks: [] };
  } catch (error) {
    if (error instanceof CallFailed || error instanceof Refusal) {
      return { ok: false, cause: error.why, detail: error.message };
    }
    if (error instanceof NotTaken) return { ok: false, cause: 'answer-not-understood', detail: error.message };
    throw error;
  }
}

async function describe(ask: Ask): Promise<Description> {
  const custom = await ask('GET', '/api/v2/custom_fields', customFieldsDocument, {
    query: { 'page[size]': '100' },
    name: 'custom_fields/list',
  });
  const fields = (custom?.json.data ?? []).flatMap(
    ({ attributes: { slug, name, resource_type, field_type, options } }) =>
      slug && resource_type === 'Signup'
        ? [
            {
              key: `custom_values.${slug}`,
              label: name || slug,
              type: typeOf(field_type),
              ...(options && { choices: Object.values(options).map(String) }),
              custom: true,
              readOnly: false,
            },
          ]
        : [],
  );
  return { fields: [...signupFields, ...fields], tags: await tagsOf(ask), limits: { calls: 250, perSeconds: 10 } };
}

/** The names of a nation's tags: the first thousand. */
async function tagsOf(ask: Ask): Promise<string[]> {
  const names: string[] = [];
  let query: Record<string, string> = { limit: '100' };
  for (let page = 0; page < 10; page += 1) {
    const answer = await ask('GET', '/api/v1/tags', tagsPage, { query, name: 'tags/list' });
    names.push(...(answer?.json.results ?? []).map(({ name }) => name));
    const next = new URLSearchParams(answer?.json.next?.split('?')[1] ?? '');
    const token = next.get('__token');
    const nonce = next.get('__nonce');
    if (!token || !nonce) break;
    query = { limit: '100', __token: token, __nonce: nonce };
  }
  return names;
}

function typeOf(type: string | null | undefined): 'text' | 'number' | 'boolean' | 'date' | 'choice' {
  switch (type) {
    case 'number':
      return 'number';
    case 'checkbox':
      return 'boolean';
    case 'date':
      return 'date';
    case 'multiple_choice':
      return 'choice';
    default:
      return 'text';
  }
}
