import { createHash } from 'node:crypto';
import { stringify } from 'uuid';

/**
 * The id of a sign-up that came with an `Idempotency-Key`: the same key of the same caller for the same campaign is the
 * same sign-up, on whichever machine and however much later. It is a UUIDv8 made from SHA-256 of the three names
 * (RFC 9562 section 5.8 and appendix B.2), for a key tells no time that a UUIDv7 could begin with.
 */
export function idempotentId(campaignId: string, keyId: string, idempotencyKey: string): string {
  const names = JSON.stringify([campaignId, keyId, idempotencyKey]);
  const bytes = createHash('sha256').update('terrain/idempotency\0').update(names).digest().subarray(0, 16);
  bytes.writeUInt8(0x80 | (bytes.readUInt8(6) & 0x0f), 6);
  bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8);
  return stringify(bytes);
}
