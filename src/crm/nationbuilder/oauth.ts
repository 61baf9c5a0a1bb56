import { CallFailed, Refusal } from '../call-failed.ts';
import type { Call, OAuth, Tokens } from '../connector.ts';
import { readJson, retryAfter } from '../read-answer.ts';
import { shaped } from '../shaped.ts';
import { tokensAnswer } from './types.ts';

/**
 * NationBuilder's OAuth 2 authorization code flow (RFC 6749 s. 4.1). An access token lasts 24 hours; the refresh token
 * changes with each refresh (s. 6), so both are kept together or not at all.
 */
export const oauth: OAuth = {
  authorizeUrl({ credentials: { url = '', clientId = '' }, redirect, state }) {
    const query = new URLSearchParams({ response_type: 'code', client_id: clientId, redirect_uri: redirect, state });
    return `${originOf(url)}/oauth/authorize?${query}`;
  },
  redeem: ({ credentials, redirect, code, call }) =>
    grant(call, credentials, { grant_type: 'authorization_code', code, redirect_uri: redirect }),
  refresh: ({ credentials, tokens, call }) =>
    grant(call, credentials, { grant_type: 'refresh_token', refresh_token: tokens.refresh }),
};

/**
 * @throws Refusal where the code, the refresh token or the app is refused (RFC 6749 s. 5.2): somebody has to connect again.
 * CallFailed where nobody knows what came of it
 */
async function grant(
  call: Call,
  { url = '', clientId = '', clientSecret = '' }: Record<string, string>,
  fields: Record<string, string>,
): Promise<Tokens> {
  const name = `oauth/${fields.grant_type}`;
  const asked = Date.now();
  const answer = await call({
    method: 'POST',
    url: `${originOf(url)}/oauth/token`,
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: new URLSearchParams({ ...fields, client_id: clientId, client_secret: clientSecret }).toString(),
    name,
  });
  const json = readJson(answer);
  if (answer.status === 429) {
    throw new CallFailed('rate', name, { after: retryAfter(answer.headers) ?? 10_000 });
  }
  if (answer.status === 400 || answer.status === 401 || answer.status === 403) {
    throw new Refusal('credentials', `${name}: ${errorOf(json)}`);
  }
  if (answer.status >= 500) throw new CallFailed('down', `${name} answered ${answer.status}`);
  if (answer.status !== 200 || json === undefined) {
    throw new CallFailed('answer-not-understood', `${name} answered ${answer.status} and no tokens`);
  }
  const { access_token, refresh_token, expires_in } = shaped(tokensAnswer, json, name);
  return { access: access_token, refresh: refresh_token, expiresAt: new Date(asked + expires_in * 1_000) };
}

function originOf(url: string): string {
  return new URL(url).origin;
}

/** The code alone (`invalid_grant` …): the words beside it may hold what was sent. */
function errorOf(json: unknown): string {
  return typeof json === 'object' && json !== null && 'error' in json ? String(json.error).slice(0, 60) : 'refused';
}
