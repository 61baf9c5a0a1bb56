import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** What seals and what may still open: `oldSecret` is set while SECRET is being changed. */
export type Sealing = { secret: string; oldSecret?: string | undefined };

/** Nobody can read it any more: neither SECRET nor OLD_SECRET sealed it, or it was changed, or moved from elsewhere. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken';
}

const version = 'v1';
const nonceBytes = 12;
const tagBytes = 16;

/**
 * Seals what must not be read by who holds the database alone: a connector's keys, tokens, signing secrets, the address of
 * who was erased and has to be found over there. AES-256-GCM
 * (NIST SP 800-38D) under a key that HKDF (RFC 5869) makes from SECRET under a label of its own; `place` is bound
 * in, so that one row's secret cannot stand in another. `v1.KEY.NONCE.TEXT`: which secret it was, the nonce, and the
 * text with its tag, in base64url.
 */
export function sealText({ secret }: Sealing, place: string, text: string): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', keyOf(secret), nonce);
  cipher.setAAD(boundTo(place));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return [version, keyIdOf(secret), nonce.toString('base64url'), sealed.toString('base64url')].join('.');
}

/** Opens what `sealText` sealed. @throws SealBroken */
export function openText(secrets: Sealing, place: string, sealed: string): string {
  const [given, keyId, nonce = '', body = ''] = sealed.split('.');
  const secret = [secrets.secret, secrets.oldSecret].find((one) => one !== undefined && keyIdOf(one) === keyId);
  if (given !== version || secret === undefined) throw new SealBroken('sealed with another SECRET');
  const bytes = Buffer.from(body, 'base64url');
  try {
    const decipher = createDecipheriv('aes-256-gcm', keyOf(secret), Buffer.from(nonce, 'base64url'), {
      authTagLength: tagBytes,
    });
    decipher.setAAD(boundTo(place));
    decipher.setAuthTag(bytes.subarray(-tagBytes));
    return decipher.update(bytes.subarray(0, -tagBytes), undefined, 'utf8') + decipher.final('utf8');
  } catch {
    throw new SealBroken('changed since it was sealed, or sealed for another place');
  }
}

/** Whether that secret sealed it: what is left to do after a change of SECRET. */
export function isSealedWith(secret: string, sealed: string): boolean {
  return sealed.startsWith(`${version}.${keyIdOf(secret)}.`);
}

/** Where a secret stands: of which connector, and in which of its places. */
export function placeOf(connectorId: string, what: 'credentials' | 'tokens' | 'inbound' | 'farewell'): string {
  return `crm/${connectorId}/${what}`;
}

function boundTo(place: string): Buffer {
  return Buffer.from(`terrain/${place}`);
}

function keyOf(secret: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', 'terrain/crm-credentials', 32));
}

/** Tells secrets apart without telling anything of the key: eight bytes derived beside it. */
function keyIdOf(secret: string): string {
  return Buffer.from(hkdfSync('sha256', secret, '', 'terrain/crm-key-id', 8)).toString('base64url');
}
