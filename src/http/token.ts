import { createHmac, timingSafeEqual } from 'node:crypto';
import { parse, stringify } from 'uuid';

/** What a token is for; one made for one purpose is worth nothing for another. */
export type TokenPurpose = 'form' | 'signup' | 'held' | 'confirm' | 'leave' | 'space' | 'kiosk' | 'door';

/** What a token carries: ids (UUIDs) and one moment, of expiry or of drawing as the purpose has it. */
export type TokenContent = { ids: string[]; at: Date };

const macBytes = 16;
const timeBytes = 6;

/**
 * Makes a signed token that fits in a URL: the ids, a time in milliseconds, and HMAC-SHA256 cut to 128 bits
 * (RFC 2104 section 5), in base64url. What it carries can be read by whoever holds it.
 */
export function signToken(secret: string, purpose: TokenPurpose, { ids, at }: TokenContent): string {
  const payload = Buffer.alloc(ids.length * 16 + timeBytes);
  ids.forEach((id, index) => {
    payload.set(parse(id), index * 16);
  });
  payload.writeUIntBE(at.getTime(), ids.length * 16, timeBytes);
  return Buffer.concat([payload, mac(secret, purpose, payload)]).toString('base64url');
}

/** Reads a token of that purpose; undefined when it is not one that we signed. */
export function readToken(secret: string, purpose: TokenPurpose, token: string): TokenContent | undefined {
  const bytes = Buffer.from(token, 'base64url');
  const payloadBytes = bytes.length - macBytes;
  if (payloadBytes < timeBytes || (payloadBytes - timeBytes) % 16 !== 0) return undefined;
  // One token, one spelling: Buffer.from ignores what is not base64url.
  if (bytes.toString('base64url') !== token) return undefined;
  const payload = bytes.subarray(0, payloadBytes);
  if (!timingSafeEqual(bytes.subarray(payloadBytes), mac(secret, purpose, payload))) return undefined;
  const ids: string[] = [];
  for (let start = 0; start + 16 <= payloadBytes - timeBytes; start += 16) {
    ids.push(stringify(payload.subarray(start, start + 16)));
  }
  return { ids, at: new Date(payload.readUIntBE(payloadBytes - timeBytes, timeBytes)) };
}

/** So many different tokens are kept by a reader: a form's is the same for everyone who was shown the same drawing. */
const kept = 256;

/** Reads tokens of one purpose and knows those again that it has read lately. */
export function createTokenReader(secret: string, purpose: TokenPurpose): (token: string) => TokenContent | undefined {
  const read = new Map<string, TokenContent>();
  return (token) => {
    const known = read.get(token);
    if (known) return known;
    const content = readToken(secret, purpose, token);
    if (!content) return undefined;
    for (const oldest of read.size < kept ? [] : read.keys()) {
      read.delete(oldest);
      break;
    }
    read.set(token, content);
    return content;
  };
}

function mac(secret: string, purpose: TokenPurpose, payload: Buffer): Buffer {
  return createHmac('sha256', secret).update(`terrain/${purpose}\0`).update(payload).digest().subarray(0, macBytes);
}
