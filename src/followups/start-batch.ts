import { sql } from 'drizzle-orm';
import type { Db } from '../db/client.ts';
import { newId } from '../db/new-id.ts';
import { lateJob, latePriority, maxAttempts } from '../jobs/enqueue.ts';

/** So long a batch lets everything else go first, in seconds. */
const patience = 3;

const waits = sql`
  is_available and priority in (0, ${latePriority}) and run_at <= now()
  and task_id = (select id from graphile_worker._private_tasks where identifier = ${lateJob})`;

/**
 * Has a batch made and sent of what is due by then: the one that waits to be made takes that too, and one more is added
 * where none waits. So no more wait than start at the same moment, however often this is asked for; and as each asks for
 * the next as soon as it has taken its mails up, as many are sent at once as there are workers. One that is picked up
 * meanwhile is not waiting: its row is locked here, and looked at again when the lock is had.
 *
 * A statement of its own: in a longer transaction nobody could pick it up until the end of that.
 */
export async function startBatch(db: Db, by: Date): Promise<void> {
  const batchId = newId();
  await db.execute(sql`
    with waiting as materialized (
      select key, payload, run_at, priority from graphile_worker._private_jobs
      where ${waits} and attempts = 0 and payload ->> 'dueBy' is not null and key is not null
      order by priority, run_at limit 1 for update
    )
    select graphile_worker.add_job(${lateJob},
      json_build_object('batchId', coalesce(payload ->> 'batchId', ${batchId}),
        'dueBy', greatest(payload ->> 'dueBy', ${by.toISOString()}::text collate "C")),
      run_at => run_at, max_attempts => ${maxAttempts}::int, priority => coalesce(priority, ${latePriority}),
      job_key => coalesce(key, ${`batch:${batchId}`}))
    from (values (true)) as one (yes) left join waiting on yes`);
}

/** Lets the batch that has waited longest wait no longer behind what comes after it; the next, once that one runs. */
export async function hastenBatch(db: Db): Promise<void> {
  await db.execute(sql`
    select graphile_worker.reschedule_jobs(array[id], priority => 0) from (
      select id, priority from graphile_worker._private_jobs
      where ${waits} and run_at < now() - make_interval(secs => ${patience})
      order by priority, run_at limit 1
    ) as first where priority > 0`);
}
