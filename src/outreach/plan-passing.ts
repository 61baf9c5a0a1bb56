import { and, isNotNull, isNull, min } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';
import { enqueue } from '../jobs/enqueue.ts';
import { waitsUntil } from '../jobs/queries.ts';
import { contactClocks } from './table.ts';

const key = 'pass-on';

/** Has the clocks looked at right away, after what reopened one; for who has not the rota open. */
export async function passSoon(tx: Tx): Promise<void> {
  await enqueue(tx, 'outreach.pass-on', {}, { key });
}

/**
 * Sees to it that somebody looks at the clocks when the first of them runs out: one job for all, which plans itself
 * anew. The caller has the rota open.
 */
export async function planPassing(tx: Tx): Promise<void> {
  const [first] = await tx
    .select({ at: min(contactClocks.passAt) })
    .from(contactClocks)
    .where(and(isNull(contactClocks.endedAt), isNotNull(contactClocks.passAt)));
  if (!first?.at) return;
  const planned = await waitsUntil(tx, key);
  if (planned === undefined || planned > first.at) {
    await enqueue(tx, 'outreach.pass-on', {}, { runAt: first.at, key });
  }
}
