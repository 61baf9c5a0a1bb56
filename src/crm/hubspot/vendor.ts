import { z } from 'zod';
import { CallFailed, Refusal } from '../call-failed.ts';
import type { ConnectionTest, Connector, Note, OpenGiven, Outcome, Vendor } from '../connector.ts';
import { type Ask, NotTaken, openPortal } from './client.ts';
import { purgeContact, readContacts } from './contacts.ts';
import { defaultMapping } from './mapping.ts';
import { fieldsOf, isMappable, makeProperties, missingOf, readProperties } from './properties.ts';
import { pullContacts, remotesOf } from './pull-contacts.ts';
import { pushContacts } from './push-contacts.ts';
import { chosenOf, readKinds, subscriptionOf } from './subscription-kinds.ts';
import { account, type Property } from './types.ts';
import { words } from './words.ts';

const credentials = z.object({
  /** Left empty: HubSpot's own. Plain http for loopback alone. */
  url: z
    .string()
    .trim()
    .default('')
    .transform((url) => url || 'https://api.hubapi.com')
    .pipe(z.url({ protocol: /^https?$/ }))
    .refine((url) => url.startsWith('https://') || /^http:\/\/(127\.0\.0\.1|\[::1\]|localhost)[:/]?/.test(url))
    .transform((url) => new URL(url).origin),
  token: z.string().trim().min(1),
  /** The kind of subscription that a consent here stands for: its number or its name; empty: the only one there is. */
  subscriptionId: z.string().trim().default(''),
});
type Credentials = z.output<typeof credentials>;

/** HubSpot's CRM (v3 objects in batches) and its communication preferences (v4), under a private app's token. */
export const hubspot: Vendor<Credentials> = {
  name: 'hubspot',
  label: 'HubSpot',
  words,
  credentials: [
    { key: 'token', secret: true, type: 'password' },
    {
      key: 'subscriptionId',
      secret: false,
      optional: true,
      type: 'text',
    },
    { key: 'url', secret: false, optional: true, type: 'url' },
  ],
  readCredentials: credentials,
  limits: { calls: 100, perSeconds: 10, batch: 100, inFlight: 2 },
  defaultMapping,
  options: ['tags', 'campaignTags', 'tagPrefix', 'createProperties'],
  open,
};

function open({
  credentials: { url, token, subscriptionId: given },
  call,
  options,
  isAnybodys,
}: OpenGiven<Credentials>): Connector {
  const ask = openPortal({ url, token, call });
  let known: Map<string, Property> | undefined;
  let kind: Promise<string | undefined> | undefined;
  const subscription = async () => {
    kind ??= subscriptionOf(ask, given);
    try {
      return await kind;
    } catch (error) {
      kind = undefined;
      throw error;
    }
  };
  const properties = async () => {
    known ??= await readProperties(ask);
    return known;
  };
  const mappable = async () =>
    [...(await properties()).values()].filter((one) => isMappable(one) && isOfInterest(one)).map(({ name }) => name);
  return {
    testConnection: () => testConnection(ask, given),
    async describe() {
      return { fields: fieldsOf(await properties()), tags: [], limits: { calls: 100, perSeconds: 10 } };
    },
    async push(batch) {
      const there = await properties();
      if (options.createProperties === true) await makeProperties(ask, there);
      return await pushContacts(ask, { properties: there, subscriptionId: await subscription(), isAnybodys }, batch);
    },
    pull: async (cursor) => await pullContacts(ask, await subscription(), await mappable(), cursor),
    async read(asked) {
      const names = await mappable();
      const ids = asked.flatMap(({ remoteId }) => (remoteId === undefined ? [] : [remoteId]));
      const byId = await readContacts(ask, 'id', ids, names);
      const rest = asked.filter(({ remoteId, email }) => email && (remoteId === undefined || !byId.has(remoteId)));
      const byEmail = await readContacts(
        ask,
        'email',
        rest.map(({ email }) => email),
        names,
      );
      const found = asked.flatMap(({ contactId, remoteId, email }) => {
        const contact = (remoteId === undefined ? undefined : byId.get(remoteId)) ?? byEmail.get(email);
        return contact ? [{ contactId, contact }] : [];
      });
      const remotes = await remotesOf(
        ask,
        await subscription(),
        found.map(({ contact }) => contact),
      );
      return remotes.map((remote) => ({
        ...remote,
        contactId: remote.contactId ?? found.find(({ contact }) => contact.id === remote.remoteId)?.contactId,
      }));
    },
    async erase({ contactId, remoteId }): Promise<Outcome> {
      const purged = await purgeContact(ask, remoteId);
      return { contactId, result: purged ? 'updated' : 'unchanged', remoteId };
    },
  };
}

/** HubSpot has hundreds of its own that say how often somebody looked at what; only a person's own are read. */
function isOfInterest({ name, hubspotDefined, groupName }: Property): boolean {
  return hubspotDefined !== true || groupName === 'contactinformation' || !name.startsWith('hs_');
}

async function testConnection(ask: Ask, given: string): Promise<ConnectionTest> {
  try {
    const { portalId, uiDomain } = await ask('GET', '/account-info/v3/details', account, { name: 'account/details' });
    const lacks: Note[] = missingOf(await readProperties(ask)).map(({ name }) => ({
      what: 'property-missing',
      detail: name,
    }));
    lacks.push(...(await lackOfConsent(ask, given)));
    return { ok: true, account: uiDomain ? `${uiDomain} (${portalId})` : String(portalId), lacks };
  } catch (error) {
    if (error instanceof CallFailed || error instanceof Refusal) {
      return { ok: false, cause: error.why, detail: error.message };
    }
    if (error instanceof NotTaken) return { ok: false, cause: 'answer-not-understood', detail: error.message };
    throw error;
  }
}

/** Whether consents can be carried over: which kinds there are to choose from, or what is missing for it. */
async function lackOfConsent(ask: Ask, given: string): Promise<Note[]> {
  try {
    const kinds = await readKinds(ask);
    if (chosenOf(kinds, given) !== undefined) return [];
    return [{ what: 'subscription-not-chosen', detail: kinds.map(({ id, name }) => `${id} ${name}`).join(', ') }];
  } catch (error) {
    if (error instanceof Refusal && error.why === 'rights')
      return [{ what: 'consent-left-out', detail: error.message }];
    throw error;
  }
}
