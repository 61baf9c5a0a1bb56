import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const nonceBytes = 12;
const tagBytes = 16;

/**
 * Seals one piece of a prepared export with AES-256-GCM under a key of that export's own, which HKDF (RFC 5869) makes
 * from SECRET: whoever reads the database alone reads nothing of it. Its place is bound in, so that pieces cannot be
 * put in another order.
 */
export function sealPiece(secret: string, exportId: string, number: number, piece: Uint8Array): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', keyOf(secret, exportId), nonce);
  cipher.setAAD(Buffer.from(`${exportId}/${number}`));
  return Buffer.concat([nonce, cipher.update(piece), cipher.final(), cipher.getAuthTag()]);
}

/** Opens a piece. @throws when it was sealed with another SECRET, for another place, or changed since. */
export function openPiece(secret: string, exportId: string, number: number, sealed: Uint8Array): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', keyOf(secret, exportId), sealed.subarray(0, nonceBytes));
  decipher.setAAD(Buffer.from(`${exportId}/${number}`));
  decipher.setAuthTag(sealed.subarray(-tagBytes));
  return Buffer.concat([decipher.update(sealed.subarray(nonceBytes, -tagBytes)), decipher.final()]);
}

function keyOf(secret: string, exportId: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, exportId, 'terrain/exports', 32));
}
