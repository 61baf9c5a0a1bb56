import { sql } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { enqueueMany } from '../jobs/enqueue.ts';
import { readGate } from '../mail/gate.ts';
import { hasDue } from './queries.ts';
import { hastenBatch, startBatch } from './start-batch.ts';

/** What was handed over so long ago, in milliseconds, and is in nobody's hands, was left. */
const left = 3_600_000;

/**
 * Has the mails that are due sent in batches: one is begun here where none waits to be, and each has the next one begun
 * as soon as it has taken its mails up. Whatever wakes it, all that is due is taken, so mails that fall due together go
 * together. While the gate is closed, nothing is taken up.
 */
export async function sendDue(deps: Deps, dueBy: string | undefined): Promise<void> {
  const now = deps.clock.now();
  const by = new Date(Math.max(now.getTime(), dueBy === undefined ? 0 : Date.parse(dueBy)));
  const gate = await readGate(deps.db, now);
  if (gate.closedUntil) return;
  await rescueBatches(deps, now);
  await hastenBatch(deps.db);
  if (await hasDue(deps.db, by)) await startBatch(deps.db, by);
}

/**
 * Has those sent that nobody is sending any more: whose job was tried too often. Also where nothing was handed over, as
 * of before batches were taken up and handed over in one.
 */
async function rescueBatches({ db }: Deps, now: Date): Promise<void> {
  const since = new Date(now.getTime() - left).toISOString();
  const rows = await db.execute<{ batch_id: string }>(sql`
    select distinct batch_id from messages where state = 'queued' and batch_id is not null
      and coalesce(handed_at, due_at) < ${since}::timestamptz and not exists (
        select from graphile_worker.jobs where key = 'batch:' || batch_id and attempts < max_attempts)`);
  const payloads = rows.map(({ batch_id: batchId }) => ({ payload: { batchId }, key: `batch:${batchId}` }));
  await enqueueMany(db, 'followups.send-batch', payloads);
}
