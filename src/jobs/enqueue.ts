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
  await tx.execute(
    addJobs(sql`
      select ${name}::text as name, payload, run_at, job_key
      from json_to_recordset(${JSON.stringify(rows)}::json) as job(payload json, run_at timestamptz, job_key text)`),
  );
}

/** With the queue's backoff of e^attempt seconds, capped at about six hours each, this is about four days. */
export const maxAttempts = 25;

/**
 * Sending waits for everything else, in that order by the queue: those jobs are short and people wait for them, where a
 * batch may wait for the provider, and there are many.
 */
export const lateJob: JobName = 'followups.send-batch';
export const latePriority = 10;

/**
 * The statement that adds jobs, to stand alone or at the end of a longer one. `jobs` is a query of the columns `name`,
 * `payload` (json), `run_at` and `job_key`; where it is empty nothing is added and no worker woken. `also` is one more
 * column of the answer's one row.
 */
export function addJobs(jobs: SQL, also: SQL = sql`null`): SQL {
  return sql`
    select count(*), ${also} from (
      select array_agg(row(name, payload, null::text, run_at, ${maxAttempts}::int, job_key,
        case name when ${lateJob} then ${latePriority}::int end, null::text[])::graphile_worker.job_spec) as specs
      from (${jobs}) as job
    ) as waiting, graphile_worker.add_jobs(specs) where specs is not null`;
}
