import { sql } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';

type Parting = { mergeId: string; survivorId: string; loserId: string; mergedAt: Date; at: Date; goesBack: boolean };

/**
 * Parts the links of two who were one. Those from before the merge went to each one's own address and work again. Those
 * since went to the one address that both had, and lead nowhere (`contacts/went-elsewhere.ts`) where it is not theirs: the
 * confirmations of the one that comes back, and where the survivor's address goes back (`goesBack`) all of the
 * survivor's. Mails that wait go to the right one: their links count from now. Returns what the undoing says of that.
 */
export async function partLinks(
  tx: Tx,
  { mergeId, survivorId, loserId, mergedAt, at, goesBack }: Parting,
): Promise<{ strayIds: string[]; straySince: string }> {
  await tx.execute(sql`
    update activities set data = data - 'strayIds'
    where contact_id = ${survivorId} and kind = 'contact.merged' and data ->> 'mergeId' = ${mergeId}`);
  await tx.execute(sql`
    update messages set created_at = ${at.toISOString()}::timestamptz
    where contact_id in (${survivorId}, ${loserId}) and state = 'queued'
      and created_at >= ${mergedAt.toISOString()}::timestamptz`);
  const strays = await tx.execute<{ id: string }>(sql`
    select id from signups where contact_id = ${loserId} or ${goesBack} and contact_id = ${survivorId}
    union all select ${survivorId}::uuid where ${goesBack}`);
  return { strayIds: strays.map(({ id }) => id), straySince: mergedAt.toISOString() };
}
