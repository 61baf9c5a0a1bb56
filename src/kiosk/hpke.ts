import { createDecipheriv, createECDH, createHmac } from 'node:crypto';

/** The AEAD of a suite: its number in RFC 9180 section 7.3, and its Node name. */
type Aead = { id: number; keyBytes: number; cipher: 'aes-128-gcm' | 'aes-256-gcm' };

const aes256gcm: Aead = { id: 2, keyBytes: 32, cipher: 'aes-256-gcm' };

/** What one message was sealed as: `enc` the sender's ephemeral public key, `info` and `aad` as at the sealing. */
export type SealedMessage = { enc: Buffer; info: Buffer; aad: Buffer; ciphertext: Buffer };

const tagBytes = 16;
/** DHKEM(P-256, HKDF-SHA256), the recipient's private number in `privateKey`, 32 bytes. */
const kem = suite('KEM', 0x0010);

/**
 * Opens a message sealed by HPKE's base mode, single shot (RFC 9180 sections 5.1.1 and 6.1), with DHKEM(P-256,
 * HKDF-SHA256) and HKDF-SHA256. The other side is `public/kiosk/seal.js`.
 * @throws Error when it was not sealed for this key, or was changed since.
 */
export function openHpke(privateKey: Buffer, message: SealedMessage, aead: Aead = aes256gcm): Buffer {
  const { key, nonce } = keySchedule(decapsulate(privateKey, message.enc), message.info, aead);
  const { ciphertext } = message;
  if (ciphertext.length < tagBytes) throw new Error('the message is cut off');
  const decipher = createDecipheriv(aead.cipher, key, nonce);
  decipher.setAAD(message.aad);
  decipher.setAuthTag(ciphertext.subarray(-tagBytes));
  return Buffer.concat([decipher.update(ciphertext.subarray(0, -tagBytes)), decipher.final()]);
}

/** Section 4.1: the secret that the sender's ephemeral key and ours make together. */
function decapsulate(privateKey: Buffer, enc: Buffer): Buffer {
  const own = createECDH('prime256v1');
  own.setPrivateKey(privateKey);
  // Refuses what is no point of the curve.
  const shared = own.computeSecret(enc);
  const prk = labeledExtract(kem, Buffer.alloc(0), 'eae_prk', shared);
  return labeledExpand(kem, prk, 'shared_secret', Buffer.concat([enc, own.getPublicKey()]), 32);
}

/** Section 5.1, of the base mode and for the first message alone: its nonce is the base nonce. */
function keySchedule(sharedSecret: Buffer, info: Buffer, aead: Aead): { key: Buffer; nonce: Buffer } {
  const hpke = suite('HPKE', 0x0010, 0x0001, aead.id);
  const nothing = Buffer.alloc(0);
  const context = Buffer.concat([
    Buffer.of(0),
    labeledExtract(hpke, nothing, 'psk_id_hash', nothing),
    labeledExtract(hpke, nothing, 'info_hash', info),
  ]);
  const secret = labeledExtract(hpke, sharedSecret, 'secret', nothing);
  return {
    key: labeledExpand(hpke, secret, 'key', context, aead.keyBytes),
    nonce: labeledExpand(hpke, secret, 'base_nonce', context, 12),
  };
}

function labeledExtract(of: Buffer, salt: Buffer, label: string, material: Buffer): Buffer {
  return createHmac('sha256', salt).update('HPKE-v1').update(of).update(label).update(material).digest();
}

/** Of at most 32 bytes, so that one round of HKDF's expansion (RFC 5869 section 2.3) is enough. */
function labeledExpand(of: Buffer, key: Buffer, label: string, info: Buffer, bytes: number): Buffer {
  const mac = createHmac('sha256', key).update(twoBytes(bytes)).update('HPKE-v1').update(of).update(label);
  return mac.update(info).update(Buffer.of(1)).digest().subarray(0, bytes);
}

function suite(kind: 'KEM' | 'HPKE', ...ids: number[]): Buffer {
  return Buffer.concat([Buffer.from(kind), ...ids.map(twoBytes)]);
}

function twoBytes(number: number): Buffer {
  return Buffer.of(number >> 8, number & 0xff);
}
