import { sql } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { enqueue } from '../jobs/enqueue.ts';
import { wakeSender } from './wake-sender.ts';

/**
 * Lets a batch wait until the gate opens. Its mails go back among those that are due, to be decided on anew and with
 * whatever is due by then; only one that may have gone already stays as it is, for its key is all that tells. `tried`: so
 * often before.
 */
export async function putBack(
  deps: Pick<Deps, 'db' | 'clock'>,
  batchId: string,
  { until, tried }: { until: Date; tried: number },
): Promise<void> {
  await deps.db.transaction(async (tx) => {
    await tx.execute(sql`
      update messages set batch_id = null where batch_id = ${batchId}::uuid and state = 'queued' and handed_at is null`);
    const kept = await tx.execute(sql`
      select from messages where batch_id = ${batchId}::uuid and state = 'queued' limit 1`);
    const again = { runAt: until, key: `batch:${batchId}` };
    if (kept.length > 0) await enqueue(tx, 'followups.send-batch', { batchId, tried }, again);
    await wakeSender(tx, [until], deps.clock.now());
  });
}
