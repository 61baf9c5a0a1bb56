import { createCipheriv, createDecipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto';

const nonceBytes = 12;
const tagBytes = 16;

/** A new key pair of P-256: the public point in base64url, the private number locked for the database. */
export function makeKeyPair(secret: string, keyId: string): { publicKey: string; lockedPrivateKey: string } {
  const pair = createECDH('prime256v1');
  pair.generateKeys();
  const number = Buffer.alloc(32);
  const bare = pair.getPrivateKey();
  // Node leaves leading zeros out.
  bare.copy(number, number.length - bare.length);
  return { publicKey: pair.getPublicKey('base64url'), lockedPrivateKey: lockKey(secret, keyId, number) };
}

/**
 * Locks a private key with AES-256-GCM under a key that HKDF (RFC 5869) makes from SECRET: whoever reads the database
 * alone cannot open what devices sealed. `keyId` is bound in, so that one row's key cannot stand in another.
 */
function lockKey(secret: string, keyId: string, privateKey: Buffer): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', boxKey(secret), nonce);
  cipher.setAAD(Buffer.from(keyId));
  return Buffer.concat([nonce, cipher.update(privateKey), cipher.final(), cipher.getAuthTag()]).toString('base64url');
}

/** Unlocks a private key; undefined when it was locked with another SECRET, or changed since. */
export function unlockKey(secret: string, keyId: string, locked: string): Buffer | undefined {
  const bytes = Buffer.from(locked, 'base64url');
  try {
    const decipher = createDecipheriv('aes-256-gcm', boxKey(secret), bytes.subarray(0, nonceBytes));
    decipher.setAAD(Buffer.from(keyId));
    decipher.setAuthTag(bytes.subarray(-tagBytes));
    return Buffer.concat([decipher.update(bytes.subarray(nonceBytes, -tagBytes)), decipher.final()]);
  } catch {
    return undefined;
  }
}

function boxKey(secret: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', 'terrain/kiosk-keys', 32));
}
