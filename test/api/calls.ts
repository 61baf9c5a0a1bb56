import type { Hono } from 'hono';
import { z } from 'zod';
import { addKey } from '../../src/api/add-key.ts';
import type { Deps } from '../../src/deps.ts';

export const site = 'https://site.example';
export const path = '/api/v1/campaigns/essai/signups';
export const ada = { email: 'ada@example.org', firstName: 'Ada' };

/** What the API answered: the body as it came. */
export type Answer = { status: number; headers: Headers; body: Record<string, unknown>; text: string };

type Call = {
  body?: unknown;
  /** The body as it is to go over the wire, in the place of `body`. */
  raw?: string | Uint8Array<ArrayBuffer>;
  headers?: Record<string, string>;
  to?: string;
  method?: string;
};

/** Sends a sign-up as JSON; a header that is an empty text is left out. */
export async function call(app: Hono, { body, raw, headers = {}, to = path, method = 'POST' }: Call): Promise<Answer> {
  const sent = Object.entries({ 'content-type': 'application/json', ...headers }).filter(([, value]) => value !== '');
  const content = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  const answer = await app.request(to, {
    method,
    headers: Object.fromEntries(sent),
    ...(content === undefined ? {} : { body: content }),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: text.startsWith('{') ? JSON.parse(text) : {}, text };
}

/** Which sentences the campaign shows at the moment, as whoever ticks a box beside one has to say. */
export async function editionOf(app: Hono, token: string, to = path): Promise<string> {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await app.request(`${to.replace('/signups', '')}?locale=fr`, { headers });
  return z.object({ edition: z.string() }).parse(await answer.json()).edition;
}

/** Makes a key for a server and returns its token. */
export async function aToken(deps: Deps, campaignId: string | null = null, perMinute = 600): Promise<string> {
  const { token } = await addKey(deps, { name: 'Serveur', origins: [], campaignId, perMinute });
  if (token === undefined) throw new Error('no token was made');
  return token;
}

/** Lets the pages of a site call. */
export async function anOrigin(deps: Deps, campaignId: string | null = null, origin = site): Promise<string> {
  return (await addKey(deps, { name: 'Site', origins: [origin], campaignId, perMinute: 600 })).id;
}
