import postgres from 'postgres';
import type { Deps } from '../deps.ts';

/** Tells live workers from dead ones. `claim` says that this process holds what is locked under an id. */
export type Liveness = { claim(poolId: string): void; stop(): Promise<void> };

const sweepEvery = 60_000;

/**
 * Gives back the jobs that a killed process had taken; the queue's library alone would wait four hours for them.
 *
 * Each process holds a Postgres advisory lock on its worker pool's id for as long as its connection lives. An id that
 * stands on a job and that nobody holds a lock on belongs to a process that is gone.
 */
export function startLiveness(deps: Deps): Liveness {
  const sql = postgres(deps.databaseUrl, {
    max: 1,
    onnotice: () => {},
    connection: { application_name: 'terrain-liveness' },
  });
  let own: string | undefined;
  const timer = setInterval(() => void sweep(), sweepEvery);

  async function sweep(): Promise<void> {
    if (own === undefined) return;
    try {
      await sql`select pg_advisory_lock(hashtextextended(${own}, 0))`;
      await sql`
        select graphile_worker.force_unlock_workers(array_agg(id)) from (
          select locked_by as id from graphile_worker._private_jobs where locked_by is not null
          union
          select locked_by from graphile_worker._private_job_queues where locked_by is not null
        ) as holders
        where id <> ${own} and pg_try_advisory_xact_lock(hashtextextended(id, 0))
        having count(*) > 0`;
    } catch (error) {
      deps.log.warn({ err: error }, 'could not look for jobs of dead workers');
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
