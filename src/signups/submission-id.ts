import { createHash } from 'node:crypto';
import { stringify } from 'uuid';
import type { PostedForm } from '../http/read-form.ts';

/**
 * The id of a submission, made from what was sent: the same form sent twice has the same one, however often, by
 * whatever way and on whichever machine. That is what makes twice once, without a number drawn into each page, so that
 * the page is the same for everyone and can be served from memory.
 *
 * It is a UUIDv7 (RFC 9562 section 5.7) whose time is the one at which the form was drawn, so that rows come in order,
 * and whose other bits are SHA-256 of the campaign and the fields.
 */
export function submissionId(campaignId: string, drawnAt: Date, form: PostedForm): string {
  const fields = [...form].sort(([a], [b]) => (a < b ? -1 : 1));
  const bytes = createHash('sha256').update(campaignId).update(JSON.stringify(fields)).digest().subarray(0, 16);
  bytes.writeUIntBE(drawnAt.getTime(), 0, 6);
  bytes.writeUInt8(0x70 | (bytes.readUInt8(6) & 0x0f), 6);
  bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8);
  return stringify(bytes);
}
