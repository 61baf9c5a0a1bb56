import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a signed text is for; one made for one purpose is worth nothing for another. */
export type TextPurpose = 'origin' | 'crm-oauth';

const macBytes = 16;

/**
 * Signs a short text, to be carried by a form or a link: the text and HMAC-SHA256 cut to 128 bits (RFC 2104 section 5),
 * both in base64url. Whoever holds it can read it, nobody can change it.
 */
export function signText(secret: string, purpose: TextPurpose, text: string): string {
  return `${Buffer.from(text).toString('base64url')}.${mac(secret, purpose, text).toString('base64url')}`;
}

/** The text that was signed for that purpose; undefined when it is not one that we signed. */
export function readText(secret: string, purpose: TextPurpose, signed: string): string | undefined {
  const [body = '', signature = ''] = signed.split('.');
  const text = Buffer.from(body, 'base64url').toString();
  const given = Buffer.from(signature, 'base64url');
  return given.length === macBytes && timingSafeEqual(given, mac(secret, purpose, text)) ? text : undefined;
}

function mac(secret: string, purpose: TextPurpose, text: string): Buffer {
  return createHmac('sha256', secret).update(`terrain/text/${purpose}\0`).update(text).digest().subarray(0, macBytes);
}
