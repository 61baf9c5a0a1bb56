import type { CallAnswer } from './connector.ts';

/** The body as JSON, only where the answer says that it is JSON and it is; undefined otherwise. */
export function readJson({ headers, text }: CallAnswer): unknown {
  if (!/^application\/([\w.+-]+\+)?json\b/i.test(headers.get('content-type') ?? '')) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Milliseconds until the vendor takes calls again, from `Retry-After` (RFC 9110 s. 10.2.3: seconds or a date) or, where it
 * is missing, the reset of the RateLimit headers; undefined where neither says.
 */
export function retryAfter(headers: Headers, now = Date.now()): number | undefined {
  const given = headers.get('retry-after');
  const at = given === null ? Number.NaN : Date.parse(given);
  const seconds = given === null || given.trim() === '' ? Number.NaN : Number(given);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  if (!Number.isNaN(at)) return Math.max(0, at - now);
  const reset = Number(headers.get('ratelimit-reset') ?? Number.NaN);
  if (!Number.isFinite(reset)) return undefined;
  // Some give seconds from now, some the second since 1970.
  return Math.max(0, reset > 1e9 ? reset * 1000 - now : reset * 1000);
}
