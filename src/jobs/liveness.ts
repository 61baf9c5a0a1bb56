import postgres from 'postgres';
import { renewable } from '../db/renewable.ts';
import type { Deps } from '../deps.ts';

/** Tells live workers from dead ones. `claim` says that this process holds what is locked under an id. */
export type Liveness = { claim(poolId: string): void; stop(): Promise<void> };

const lookEvery = 5_000;
/** The queue has no index for what is taken: soon after a start, when there may be something, each look is a sweep. */
const isSweep = (look: number) => look < 4 || look % 6 === 0;
/** A connection that says nothing for so long is taken for lost, in milliseconds. */
const patience = 8_000;

/**
 * Gives back the jobs that a killed process had taken; the queue's library alone would wait four hours for them.
 *
 * Each process holds a Postgres advisory lock on its worker pool's id for as long as its connection lives. An id that
 * stands on a job and that nobody holds a lock on belongs to a process that is gone. Left alone are jobs taken a moment
 * ago, by a process that may not have its lock yet, and everything while the server itself has only just started: the
 * processes that outlived it are still taking their locks again.
 */
export function startLiveness(deps: Deps): Liveness {
  const { client: sql, renew } = renewable(() =>
    postgres(deps.databaseUrl, {
      max: 1,
      fetch_types: false,
      onnotice: () => {},
      connect_timeout: 5,
      // By default a connection is renewed after half an hour or so, and the lock would go with the old one.
      max_lifetime: null,
      connection: {
        application_name: 'terrain-liveness',
        // A machine that lost its power says no goodbye: the server asks, instead of after two hours, within a minute.
        tcp_keepalives_idle: '20',
        tcp_keepalives_interval: '10',
        tcp_keepalives_count: '3',
      },
    }),
  );
  let own: string | undefined;
  /** Earlier ids of this process. Nothing is done under them any more, whatever locks the server still sees. */
  const given: string[] = [];
  /** Connection and id that the lock was last taken with. */
  let held: string | undefined;
  let looking = false;
  let looks = 0;
  const timer = setInterval(() => void look(), lookEvery);

  /** Takes the lock once a connection, and lets go of the one that this process held under an earlier id. */
  async function hold(id: string): Promise<void> {
    const [session] = await sql`select pg_backend_pid() as pid`;
    if (held === `${session?.pid} ${id}`) return;
    await sql`select pg_advisory_unlock_all()`;
    await sql`select pg_advisory_lock(hashtextextended(${id}, 0))`;
    held = `${session?.pid} ${id}`;
  }

  async function look(): Promise<void> {
    if (own === undefined || looking) return;
    looking = true;
    const late = setTimeout(() => renew(0), patience);
    try {
      await hold(own);
      if (isSweep(looks)) await sweep(own);
      looks++;
    } catch (error) {
      deps.log.warn({ err: error }, 'could not look for jobs of dead workers');
    } finally {
      clearTimeout(late);
      looking = false;
    }
  }

  async function sweep(id: string): Promise<void> {
    if (given.length > 0)
      await sql`select graphile_worker.force_unlock_workers(string_to_array(${given.join(' ')}, ' '))`;
    await sql`
      select graphile_worker.force_unlock_workers(array_agg(id)) from (
        select locked_by as id from graphile_worker._private_jobs
        where locked_by is not null and locked_at < now() - interval '3 seconds'
        union
        select locked_by from graphile_worker._private_job_queues
        where locked_by is not null and locked_at < now() - interval '3 seconds'
      ) as holders
      where id <> ${id} and pg_postmaster_start_time() < now() - interval '15 seconds'
        and pg_try_advisory_xact_lock(hashtextextended(id, 0))
      having count(*) > 0`;
  }

  return {
    claim: (poolId) => {
      if (own !== undefined) given.push(own);
      own = poolId;
      looks = 0;
      void look();
    },
    stop: async () => {
      clearInterval(timer);
      await sql.end({ timeout: 1 });
    },
  };
}
