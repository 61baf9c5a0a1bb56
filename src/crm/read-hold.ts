import type { CallAnswer } from './connector.ts';

/**
 * For how many milliseconds nothing is to be sent, by what an answer says: `Retry-After` of a refusal, as seconds or as a
 * date (RFC 9110 s. 10.2.3), or `RateLimit-Remaining: 0` with `RateLimit-Reset` as seconds or as a Unix time
 * (draft-ietf-httpapi-ratelimit-headers), with or without the old `X-`. Undefined: it says nothing of it.
 */
export function readHold({ status, headers }: CallAnswer, now: Date): number | undefined {
  const refused = status === 429 || status === 503;
  const told = refused ? readRetryAfter(headers.get('retry-after'), now) : undefined;
  if (told !== undefined) return told;
  const header = (name: string) => headers.get(`ratelimit-${name}`) ?? headers.get(`x-ratelimit-${name}`);
  const used = header('remaining') === '0' || status === 429;
  const reset = Number(header('reset') ?? Number.NaN);
  if (!used || !Number.isFinite(reset) || reset < 0) return undefined;
  return atMost(reset > 1e9 ? reset * 1_000 - now.getTime() : reset * 1_000);
}

function readRetryAfter(said: string | null, now: Date): number | undefined {
  if (said === null) return undefined;
  const wait = /^\s*\d+(\.\d+)?\s*$/.test(said) ? Number(said) * 1_000 : Date.parse(said) - now.getTime();
  return Number.isFinite(wait) ? atMost(wait) : undefined;
}

const day = 24 * 3_600_000;

/** A clock that goes wrong over there stops nobody for weeks. */
function atMost(wait: number): number {
  return Math.min(Math.max(0, wait), day);
}
