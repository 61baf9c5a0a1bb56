import { createHmac, timingSafeEqual } from 'node:crypto';
import { parse, stringify } from 'uuid';
import type { Config } from '../config.ts';

/** What an answer to a mail belongs to: the message that it answers, or the conversation that an organizer wrote in. */
export type ReplyThread = { kind: 'message' | 'conversation'; id: string };

type ReplySettings = Pick<Config, 'replies'> & { secret: string; oldSecret?: string | undefined };

const kinds = ['message', 'conversation'] as const;
// RFC 4648 section 6, in the case that mail programs lower local parts to.
const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';
const macBytes = 10;
const tokenBytes = 1 + 16 + macBytes;
/** How long every token is. A local part has at most 64 octets (RFC 5321 s. 4.5.3.1.1). */
export const tokenLength = Math.ceil((tokenBytes * 8) / 5);

/**
 * The Reply-To of a mail: an address of its own, `replies+TOKEN@example.org` (RFC 5233's subaddress) or
 * `TOKEN@reply.example.org`. Undefined where no place for replies is set.
 */
export function replyAddress({ replies, secret }: ReplySettings, thread: ReplyThread): string | undefined {
  if (!replies) return undefined;
  const token = replyToken(secret, thread);
  return `${replies.local === undefined ? token : `${replies.local}+${token}`}@${replies.domain}`;
}

/**
 * The thread that the first address of ours among these names, by OLD_SECRET too; undefined where none was made by us.
 */
export function threadAmong(
  { replies, secret, oldSecret }: ReplySettings,
  addresses: string[],
): ReplyThread | undefined {
  if (!replies) return undefined;
  const before = replies.local === undefined ? '' : `${replies.local}+`;
  for (const address of addresses) {
    const [local = '', domain] = address.trim().toLowerCase().split('@');
    if (domain !== replies.domain || !local.startsWith(before)) continue;
    const token = local.slice(before.length);
    const thread = readReplyToken(secret, token) ?? (oldSecret && readReplyToken(oldSecret, token));
    if (thread) return thread;
  }
  return undefined;
}

/**
 * Kind, id and HMAC-SHA256 cut to 80 bits (RFC 2104 section 5), in base32: 44 letters and digits that survive being
 * lower-cased or upper-cased on the way.
 */
export function replyToken(secret: string, { kind, id }: ReplyThread): string {
  const payload = Buffer.concat([Buffer.of(kinds.indexOf(kind) + 1), parse(id)]);
  return encode(Buffer.concat([payload, mac(secret, payload)]));
}

/** Reads a token of any case; undefined when it is not one that we signed. */
export function readReplyToken(secret: string, token: string): ReplyThread | undefined {
  const bytes = decode(token.toLowerCase());
  const kind = kinds[(bytes?.[0] ?? 0) - 1];
  if (!bytes || !kind) return undefined;
  const payload = bytes.subarray(0, tokenBytes - macBytes);
  if (!timingSafeEqual(bytes.subarray(payload.length), mac(secret, payload))) return undefined;
  return { kind, id: stringify(payload.subarray(1), 0) };
}

function encode(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? []).map((five) => alphabet.charAt(Number.parseInt(five.padEnd(5, '0'), 2))).join('');
}

function decode(token: string): Buffer | undefined {
  if (token.length !== tokenLength || !/^[a-z2-7]+$/.test(token)) return undefined;
  const bits = [...token].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const bytes = Buffer.from((bits.slice(0, tokenBytes * 8).match(/.{8}/g) ?? []).map((one) => Number.parseInt(one, 2)));
  // One token, one spelling: the bits that are left over are zero.
  return encode(bytes) === token ? bytes : undefined;
}

function mac(secret: string, payload: Buffer): Buffer {
  return createHmac('sha256', secret).update('terrain/reply\0').update(payload).digest().subarray(0, macBytes);
}
