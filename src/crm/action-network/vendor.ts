import type { Description, Vendor } from '../connector.ts';
import { pushEach } from '../push-each.ts';
import { type Client, idOf, openClient } from './client.ts';
import { erasePerson } from './erase-person.ts';
import { describePerson, findPerson, getPerson } from './find-person.ts';
import { readTags } from './make-tags.ts';
import { builtIn, defaultMapping } from './mapping.ts';
import { pullChanges } from './pull-changes.ts';
import { pushPerson, type Session } from './push-person.ts';
import { tagsOf } from './tags-of.ts';
import { testConnection } from './test-connection.ts';
import { type Credentials, credentials, customFields, options } from './types.ts';
import { words } from './words.ts';

/** Action Network over its OSDI API v2. Nobody can be deleted by it: who is erased here is erased there by hand. */
export const actionNetwork: Vendor<Credentials> = {
  name: 'action-network',
  label: 'Action Network',
  words,
  credentials: [{ key: 'apiKey', secret: true, type: 'password' }],
  readCredentials: credentials,
  // "About 4 calls a second"; a contact is one to five calls, and all tags are read once a batch, in pages of 25.
  limits: { calls: 4, perSeconds: 1, batch: 25, inFlight: 2 },
  defaultMapping,
  options: ['tags', 'campaignTags', 'tagPrefix', 'acts', 'pledges'],
  open({ credentials, call, options: chosen }) {
    const client = openClient(credentials, call);
    const session: Session = { client, options: options.parse(chosen), tags: new Map(), actions: new Map() };
    return {
      testConnection: () => testConnection(client),
      describe: () => describe(client, session),
      // One after the other, for their tags are made by whoever comes first.
      push: (batch) => pushEach(batch, 1, (one) => pushPerson(session, one)),
      pull: (cursor) => pullChanges(client, cursor),
      erase: (known) => erasePerson(client, known),
      async read(known) {
        const found = [];
        for (const { remoteId, email } of known) {
          const one = (remoteId && (await getPerson(client, remoteId))) || (email && (await findPerson(client, email)));
          if (one) found.push(describePerson(one, await tagsOf(session, idOf(one))));
        }
        return found;
      },
    };
  },
};

async function describe(client: Client, session: Session): Promise<Description> {
  await readTags(session);
  const answered = await client.ask({
    method: 'GET',
    path: '/metadata/custom_fields',
    name: 'custom fields',
    shape: customFields,
  });
  const custom = answered.ok ? (answered.body['action_network:custom_fields'] ?? []) : [];
  return {
    fields: [
      ...Object.entries(builtIn).map(([key, label]) => ({
        key,
        label,
        type: 'text' as const,
        custom: false,
        readOnly: false,
      })),
      ...custom.map(({ name }) => ({
        key: `custom_fields.${name}`,
        label: name,
        type: 'text' as const,
        custom: true,
        readOnly: false,
      })),
    ],
    tags: [...new Set([...session.tags.values()].map(({ name }) => name))].toSorted(),
  };
}
