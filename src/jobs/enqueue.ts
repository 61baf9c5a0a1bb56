import { type SQL, sql } from 'drizzle-orm';
import type { JobName, JobPayloads } from './names.ts';

/** Anything that runs a statement: a transaction, or the database itself. */
type Executor = { execute(query: SQL): PromiseLike<unknown> };

/** `runAt`: not before then. `key`: a job that waits under the same key is replaced, so twice is once. */
export type JobOptions = { runAt?: Date; key?: string };

/** Adds a job inside the caller's transaction: it exists if and only if what it reacts to was committed. */
export async function enqueue<Name extends JobName>(
  tx: Executor,
  name: Name,
  payload: JobPayloads[Name],
  options: JobOptions = {},
): Promise<void> {
  await enqueueMany(tx, name, [{ payload, ...options }]);
}

/** Adds many jobs of one name in one statement. */
export async function enqueueMany<Name extends JobName>(
  tx: Executor,
  name: Name,
  jobs: ({ payload: JobPayloads[Name] } & JobOptions)[],
): Promise<void> {
  if (jobs.length === 0) return;
  const rows = jobs.map((job) => ({
    payload: job.payload,
    run_at: job.runAt?.toISOString() ?? null,
    job_key: job.key ?? null,
  }));
  await tx.execute(sql`
    select count(*) from graphile_worker.add_jobs((
      select array_agg(row(${name}::text, payload, null::text, run_at, ${maxAttempts}::int, job_key, null::int, null::text[])::graphile_worker.job_spec)
      from json_to_recordset(${JSON.stringify(rows)}::json) as job(payload json, run_at timestamptz, job_key text)
    ))`);
}

/** With the queue's backoff of e^attempt seconds, capped at about six hours each, this is about four days. */
const maxAttempts = 25;
