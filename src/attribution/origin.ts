import { z } from 'zod';
import { readText, signText } from '../http/signed-text.ts';
import { readShareCode } from './share-code.ts';

const words = ['source', 'medium', 'campaign', 'content', 'term'] as const;

/**
 * Where someone comes from, as the link and the browser said: the UTM parameters by their last word, the host of the
 * page that linked here, and the code of whoever shared the link. What was not said is absent.
 */
const origin = z.object({
  source: z.string(),
  medium: z.string(),
  campaign: z.string(),
  content: z.string(),
  term: z.string(),
  host: z.string(),
  by: z.string(),
});
const carried = origin.partial();
export type Origin = { [Key in keyof z.output<typeof origin>]?: string };

/** What a sign-up is counted under: how it came, and the name of where from, empty where there is none. */
export const vias = ['direct', 'link', 'site', 'person'] as const;
export type Via = (typeof vias)[number];

/** An origin on its way through a form: signed, and as the query that a link to the same page carries on. */
export type CarriedOrigin = { signed: string; query: string };

/** Longer words than this are nobody's campaign. In characters, as the rest of a query is in bytes. */
const longestWord = 100;
const longestQuery = 4_096;
/** Control characters, which some stores refuse, and the mark of bytes that were no text. */
const unreadable = /[\p{Cc}\p{Cs}\uFFFD]/gu;

/**
 * Reads where a request comes from; undefined when nothing tells. `own` are the hosts of this site: a link within it
 * is no origin. Without a query and a foreign referrer it costs next to nothing: the landing page depends on that.
 *
 * `from` stands for the referrer where the browser's own one would be us: after a change of language, in a frame.
 */
export function readOrigin(url: string, referrer: string | undefined, own: readonly string[]): Origin | undefined {
  const mark = url.indexOf('?');
  const isOwn = referrer === undefined || own.some((host) => startsAt(referrer, host));
  if (mark < 0 && isOwn) return undefined;
  const query = new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1, mark + 1 + longestQuery));
  const read: Origin = {};
  for (const word of words) {
    const text = readable(query.get(`utm_${word}`));
    // One source spelled two ways would be counted as two.
    if (text !== '') read[word] = word === 'source' || word === 'medium' ? text.toLowerCase() : text;
  }
  const host = hostName(query.get('from') ?? '') ?? (isOwn ? undefined : hostOf(referrer));
  if (host !== undefined && !own.includes(host)) read.host = host;
  const by = readShareCode(query.get('by') ?? '');
  if (by !== undefined) read.by = by;
  return Object.keys(read).length > 0 ? read : undefined;
}

/** Signs an origin for a form, and makes the query that carries it to the same page in another language. */
export function carryOrigin(secret: string, of: Origin): CarriedOrigin {
  const query = new URLSearchParams();
  for (const word of words) if (of[word] !== undefined) query.set(`utm_${word}`, of[word]);
  if (of.host !== undefined) query.set('from', of.host);
  if (of.by !== undefined) query.set('by', of.by);
  return { signed: signText(secret, 'origin', JSON.stringify(of)), query: `?${query}` };
}

/** The origin that a form brought back; undefined where it brought none that we signed. */
export function readCarried(secret: string, signed: string): Origin | undefined {
  const text = signed === '' ? undefined : readText(secret, 'origin', signed);
  return text === undefined ? undefined : defined(carried.parse(JSON.parse(text)));
}

/** What an origin is counted under while nobody is credited: the link's own source goes before where it stood. */
export function countedAs({ source, host }: Origin): { via: Via; source: string } {
  if (source !== undefined) return { via: 'link', source };
  return host === undefined ? { via: 'direct', source: '' } : { via: 'site', source: host };
}

function defined(read: z.output<typeof carried>): Origin {
  const result: Origin = {};
  for (const key of origin.keyof().options) if (read[key] !== undefined) result[key] = read[key];
  return result;
}

function readable(text: string | null): string {
  if (text === null) return '';
  // Cut by characters, not in the middle of one.
  return Array.from(
    text
      .slice(0, 2 * longestWord)
      .replace(unreadable, '')
      .normalize('NFC')
      .trim(),
  )
    .slice(0, longestWord)
    .join('');
}

/** Whether a referrer is of that host, whatever its scheme. */
function startsAt(referrer: string, host: string): boolean {
  const start = referrer.indexOf('://') + 3;
  return referrer.startsWith(host, start) && [undefined, '/', '?', '#'].includes(referrer[start + host.length]);
}

function hostOf(referrer: string | undefined): string | undefined {
  const url = URL.parse(referrer ?? '');
  return url && /^(https?|android-app):$/.test(url.protocol) ? hostName(url.host) : undefined;
}

/** A host without what a site puts before its name for phones and for links that lead out. */
function hostName(host: string): string | undefined {
  const bare = host.toLowerCase().replace(/^(?:www|m|l|lm|out)\.(?=[^.]+\.)/, '');
  return /^[\p{L}\p{N}.-]{1,100}(:\d{1,5})?$/u.test(bare) ? bare : undefined;
}
