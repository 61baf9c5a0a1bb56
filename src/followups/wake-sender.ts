import type { Tx } from '../db/client.ts';
import { enqueueMany } from '../jobs/enqueue.ts';

/**
 * Has the mails that are due at these moments decided on then: one job for each moment, however many mails. What is due
 * at `now` already is one moment. The ledger is the truth: a job too many finds nothing to do.
 */
export async function wakeSender(tx: Tx, dueAts: Date[], now: Date): Promise<void> {
  const moments = new Set(dueAts.map((dueAt) => Math.max(dueAt.getTime(), now.getTime())));
  await enqueueMany(
    tx,
    'followups.send',
    [...moments].map((moment) => ({
      payload: { dueBy: new Date(moment).toISOString() },
      runAt: new Date(moment),
    })),
  );
}
