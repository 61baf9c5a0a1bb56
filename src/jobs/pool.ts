import pg from 'pg';
import { pgUrl } from '../db/postgres-url.ts';
import type { Deps } from '../deps.ts';

/**
 * The connections that the queue's library works with. Given its own, the library would stop listening for their
 * errors when it stops, and not wait for their end: one that the server cuts at that moment would end this process.
 */
export function openJobPool({ databaseUrl, log }: Pick<Deps, 'databaseUrl' | 'log'>, max: number): pg.Pool {
  const pool = new pg.Pool({
    connectionString: pgUrl(databaseUrl),
    max,
    application_name: 'terrain-jobs',
    connectionTimeoutMillis: 5_000,
    idle_in_transaction_session_timeout: 20_000,
    keepAlive: true,
  });
  const onError = (error: Error) => log.debug({ err: error }, 'a connection of the job runner was lost');
  // A lost connection is thrown to whoever uses it, too; what is heard here is one that nobody uses.
  pool.on('error', onError);
  pool.on('connect', (client) => client.on('error', onError));
  return pool;
}
