import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const nonceBytes = 12;
const tagBytes = 16;

/**
 * Seals a connector's secret with AES-256-GCM (NIST SP 800-38D) under a key that HKDF (RFC 5869) makes from SECRET: whoever
 * reads the database alone reads nothing of it. The row and what it is are bound in, so that one cannot stand for another.
 */
export function seal(secret: string, place: string, text: string): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', keyOf(secret), nonce);
  cipher.setAAD(Buffer.from(place));
  return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64url');
}

/** Opens what was sealed; undefined when it was sealed with another SECRET, for another place, or changed since. */
export function unseal(secret: string, place: string, sealed: string): string | undefined {
  const bytes = Buffer.from(sealed, 'base64url');
  if (bytes.length < nonceBytes + tagBytes) return undefined;
  try {
    const decipher = createDecipheriv('aes-256-gcm', keyOf(secret), bytes.subarray(0, nonceBytes));
    decipher.setAAD(Buffer.from(place));
    decipher.setAuthTag(bytes.subarray(-tagBytes));
    return Buffer.concat([decipher.update(bytes.subarray(nonceBytes, -tagBytes)), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}

/** Where a secret stands: of which connector, and which of its columns. */
export function placeOf(connectorId: string, what: 'credentials' | 'tokens' | 'inbound'): string {
  return `crm/${connectorId}/${what}`;
}

function keyOf(secret: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', 'terrain/crm', 32));
}
