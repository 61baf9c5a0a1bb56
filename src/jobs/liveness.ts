import postgres from 'postgres';
import type { Deps } from '../deps.ts';

/** Tells live workers from dead ones. `claim` says that this process holds what is locked under an id. */
export type Liveness = { claim(poolId: string): void; stop(): Promise<void> };

const sweepEvery = 5_000;

/**
 * Gives back the jobs that a killed process had taken; the queue's library alone would wait four hours for them.
 *
 * Each process holds a Postgres advisory lock on its worker pool's id for as long as its connection lives. An id that
 * stands on a job and that nobody holds a lock on belongs to a process that is gone. Left alone are jobs taken a moment
 * ago, by a process that may not have its lock yet, and everything while the server itself has only just started: the
 * processes that outlived it are still taking their locks again.
 */
export function startLiveness(deps: Deps): Liveness {
  const sql = postgres(deps.databaseUrl, {
    max: 1,
    onnotice: () => {},
    connect_timeout: 5,
    // By default a connection is renewed after half an hour or so, and the lock would go with the old one.
    max_lifetime: null,
    connection: { application_name: 'terrain-liveness' },
  });
  let own: string | undefined;
  /** Connection and id that the lock was last taken with. */
  let held: string | undefined;
  let sweeping = false;
  const timer = setInterval(() => void sweep(), sweepEvery);

  /** Takes the lock once a connection, and lets go of the one that this process held under an earlier id. */
  async function hold(id: string): Promise<void> {
    const [session] = await sql`select pg_backend_pid() as pid`;
    if (held === `${session?.pid} ${id}`) return;
    await sql`select pg_advisory_unlock_all()`;
    await sql`select pg_advisory_lock(hashtextextended(${id}, 0))`;
    held = `${session?.pid} ${id}`;
  }

  async function sweep(): Promise<void> {
    if (own === undefined || sweeping) return;
    sweeping = true;
    try {
      await hold(own);
      await sql`
        select graphile_worker.force_unlock_workers(array_agg(id)) from (
          select locked_by as id from graphile_worker._private_jobs
          where locked_by is not null and locked_at < now() - interval '3 seconds'
          union
          select locked_by from graphile_worker._private_job_queues
          where locked_by is not null and locked_at < now() - interval '3 seconds'
        ) as holders
        where id <> ${own} and pg_postmaster_start_time() < now() - interval '15 seconds'
          and pg_try_advisory_xact_lock(hashtextextended(id, 0))
        having count(*) > 0`;
    } catch (error) {
      deps.log.warn({ err: error }, 'could not look for jobs of dead workers');
    } finally {
      sweeping = false;
    }
  }

  return {
    claim: (poolId) => {
      own = poolId;
      void sweep();
    },
    stop: async () => {
      clearInterval(timer);
      await sql.end({ timeout: 1 });
    },
  };
}
