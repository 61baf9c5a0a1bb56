import { type SQL, sql } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';
import { addJobs, enqueueMany } from '../jobs/enqueue.ts';
import type { JobName } from '../jobs/names.ts';

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

/** The same as the end of a longer statement; `planned` is a query of the column `due_at`. */
export function wakingSender(planned: SQL, now: Date): SQL {
  const name: JobName = 'followups.send';
  return addJobs(sql`
    select ${name}::text as name, json_build_object('dueBy', moment) as payload, moment as run_at, null::text as job_key
    from (
      select distinct date_trunc('milliseconds', greatest(due_at, ${now.toISOString()}::timestamptz)) as moment
      from (${planned}) as planned
    ) as moments`);
}
