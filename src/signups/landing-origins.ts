import { randomBytes } from 'node:crypto';
import { type CarriedOrigin, carryOrigin, type Origin } from '../attribution/origin.ts';
import { type CachedBody, cacheBody } from '../http/cached-body.ts';

/** A page with gaps where an origin goes, and everything else ready. `key` names it among others. */
export type PagePattern = { key: string; pieces: string[]; headers: Record<string, string> };

/** Most links that people follow at one time are a few; the others are made as they come. */
const mostKept = 200;
/** A second's worth of compressing, so that whoever makes links up costs us little. */
const compressedPerSecond = 40;

/** A page to answer with: one that is kept compressed, or one to be sent as it is. */
export type OriginPage = { cached: CachedBody } | { html: string; headers: Record<string, string> };

/** What stands in a pattern's gaps while it is drawn: nobody's text holds it. */
const drawing = randomBytes(12).toString('hex');
export const gaps: CarriedOrigin = { signed: `signed-${drawing}`, query: `?query-${drawing}` };

/** Cuts a page that was drawn with `gaps` at them. */
export function cutPattern(key: string, html: string, headers: Record<string, string>): PagePattern {
  return { key, headers, pieces: html.split(new RegExp(`(signed-${drawing}|\\?query-${drawing})`)) };
}

/**
 * Makes the pages that carry where their visitors come from. A page is drawn once for all of them; an origin is only
 * put into its gaps. The links that many follow are kept compressed. Beyond so many new ones a second, pages are sent as
 * they are: larger, but nobody's origin is lost, and a flood of made-up ones costs no more than copying the page.
 */
export function createOriginPages(secret: string) {
  const kept = new Map<string, { pattern: PagePattern; body: Promise<CachedBody> }>();
  let second = 0;
  let compressed = 0;

  function mayCompress(): boolean {
    const now = Math.floor(performance.now() / 1_000);
    if (now !== second) [second, compressed] = [now, 0];
    compressed += 1;
    return compressed <= compressedPerSecond;
  }

  return async (pattern: PagePattern, origin: Origin): Promise<OriginPage> => {
    const key = `${pattern.key} ${JSON.stringify(origin)}`;
    const known = kept.get(key);
    if (known?.pattern === pattern) return { cached: await known.body };
    const html = filled(pattern, carryOrigin(secret, origin));
    if (!mayCompress()) return { html, headers: { ...pattern.headers, vary: 'accept-encoding' } };
    const body = cacheBody(html, pattern.headers, { quality: 4, compress: true });
    kept.delete(key);
    kept.set(key, { pattern, body });
    if (kept.size > mostKept) {
      for (const oldest of kept.keys()) {
        kept.delete(oldest);
        break;
      }
    }
    return { cached: await body };
  };
}

function filled({ pieces }: PagePattern, { signed, query }: CarriedOrigin): string {
  // A query of ours holds no character that HTML reads otherwise but this one.
  const written = query.replaceAll('&', '&amp;');
  return pieces.map((piece) => (piece === gaps.signed ? signed : piece === gaps.query ? written : piece)).join('');
}
