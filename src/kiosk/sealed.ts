import { parse, stringify, validate } from 'uuid';
import { type SignedForm, signedForm } from './form.ts';
import { openHpke } from './hpke.ts';

/** First byte of what devices send; another number will be another format. */
const version = 1;
const headerBytes = 1 + 16;
/** An uncompressed point of P-256. */
const encBytes = 65;
const info = Buffer.from('terrain kiosk sign-up');

/**
 * The key that a sealed sign-up was sealed for; undefined for what is not in a format that we know. It is, in
 * base64url: one byte of version, sixteen of the key's id, the ephemeral public key, then ciphertext and tag.
 */
export function keyIdOf(sealed: string): string | undefined {
  const bytes = Buffer.from(sealed, 'base64url');
  if (bytes.length <= headerBytes + encBytes || bytes[0] !== version) return undefined;
  try {
    return stringify(bytes.subarray(1, headerBytes));
  } catch {
    return undefined;
  }
}

/**
 * Opens a sealed sign-up. It is bound to its id and to its key: neither can be exchanged. Undefined when it was not
 * sealed for this key under this id, was changed since, or holds something else than a signed form.
 */
export function openSealed(sealed: string, id: string, privateKey: Buffer): SignedForm | undefined {
  if (!validate(id) || keyIdOf(sealed) === undefined) return undefined;
  const bytes = Buffer.from(sealed, 'base64url');
  try {
    const text = openHpke(privateKey, {
      enc: bytes.subarray(headerBytes, headerBytes + encBytes),
      info,
      aad: Buffer.concat([bytes.subarray(0, headerBytes), parse(id)]),
      ciphertext: bytes.subarray(headerBytes + encBytes),
    });
    return signedForm.safeParse(JSON.parse(text.toString('utf8'))).data;
  } catch {
    return undefined;
  }
}
