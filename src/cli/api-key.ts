import { parseArgs } from 'node:util';
import { validate as isUuid } from 'uuid';
import { addKey } from '../api/add-key.ts';
import { listKeys } from '../api/queries.ts';
import { revokeKey } from '../api/revoke-key.ts';
import { findCampaign } from '../campaigns/queries.ts';
import { type Command, UsageError, withDeps } from './command.ts';

const add: Command = {
  usage: 'api-key add NAME [--origin https://SITE]… [--campaign SLUG] [--per-minute N]',
  summary:
    'Lets a server sign people up through the API, and prints its token, once. With --origin: lets the pages of that site, without a token.',
  run: async (args) => {
    const options = {
      origin: { type: 'string', multiple: true },
      campaign: { type: 'string' },
      'per-minute': { type: 'string' },
    } as const;
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const [name] = positionals;
    if (name === undefined || positionals.length > 1) throw new UsageError('One name is needed, to tell it by.');
    const origins = (values.origin ?? []).map(readOrigin);
    const perMinute = Number(values['per-minute'] ?? 600);
    if (!Number.isInteger(perMinute) || perMinute < 1)
      throw new UsageError('--per-minute takes a whole number from 1.');
    return await withDeps(async (deps) => {
      const campaign = values.campaign === undefined ? undefined : await findCampaign(deps.db, values.campaign);
      if (values.campaign !== undefined && !campaign) {
        console.error(`There is no campaign ${values.campaign}.`);
        return 1;
      }
      const { id, token } = await addKey(deps, { name, origins, campaignId: campaign?.id ?? null, perMinute });
      // On standard output stands what a script wants to keep; the rest is for people.
      console.log(token ?? id);
      console.error(token === undefined ? `${origins.join(', ')} may sign people up.` : `Keep the token: key ${id}.`);
      return 0;
    });
  },
};

const list: Command = {
  usage: 'api-key list',
  summary: 'Lists the keys of the API, the newest first.',
  run: async () =>
    await withDeps(async (deps) => {
      for (const key of await listKeys(deps.db)) {
        const state = key.revokedAt ? `revoked ${key.revokedAt.toISOString()}` : 'works';
        const used = key.lastUsedAt ? `used ${key.lastUsedAt.toISOString()}` : 'never used';
        const kind = key.tokenHash === null ? key.origins.join(' ') : `token, ${key.perMinute} a minute`;
        console.log([key.id, key.name, kind, key.slug ?? 'every campaign', used, state].join('\t'));
      }
      return 0;
    }),
};

const revoke: Command = {
  usage: 'api-key revoke ID',
  summary: 'Ends a key; the id is what list prints.',
  run: async (args) => {
    const { positionals } = parseArgs({ args, options: {}, allowPositionals: true });
    const [id] = positionals;
    if (id === undefined || positionals.length > 1 || !isUuid(id)) throw new UsageError('The id of one key is needed.');
    return await withDeps(async (deps) => {
      if (await revokeKey(deps, id)) return 0;
      console.error(`No key ${id} works.`);
      return 1;
    });
  },
};

export const apiKeyCommands: Command[] = [add, list, revoke];

/** An origin as browsers send it (RFC 6454 section 6.2): scheme, host and port, without a path. */
function readOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    throw new UsageError(`--origin takes a site's address without a path, such as https://example.org, not ${text}.`);
  }
  return url.origin;
}
