import path from 'node:path';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate as applyMigrations } from 'drizzle-orm/postgres-js/migrator';
import { Logger, runMigrations } from 'graphile-worker';
import postgres from 'postgres';
import { StartError } from '../errors.ts';

/** Any number will do, as long as every machine takes the same one. */
const migrationLock = 8_273_645_501;

/**
 * Brings the database up to this version: ours, then the job queue's. Safe to run on several machines at once: one
 * does it under an advisory lock, the others wait and find it done.
 * @throws StartError when the server is older than Postgres 15.
 */
export async function migrate(url: string): Promise<void> {
  const client = postgres(url, { max: 1, onnotice: () => {}, connect_timeout: 10 });
  try {
    await requireVersion(client);
    await client`select pg_advisory_lock(${migrationLock})`;
    await applyMigrations(drizzle(client), { migrationsFolder: path.resolve('drizzle') });
    await runMigrations({ connectionString: url, logger: new Logger(() => () => {}) });
  } finally {
    // Ends the session and with it the lock.
    await client.end({ timeout: 5 });
  }
}

/** Whether the migrations of this version have been applied; what `/readyz` asks. */
export async function isMigrated(client: postgres.Sql): Promise<boolean> {
  const [row] = await client<{ ready: boolean }[]>`
    select to_regclass('drizzle.__drizzle_migrations') is not null
       and to_regclass('graphile_worker._private_jobs') is not null as ready`;
  return row?.ready ?? false;
}

async function requireVersion(client: postgres.Sql): Promise<void> {
  const [row] = await client<{ version: number }[]>`select current_setting('server_version_num')::int as version`;
  if ((row?.version ?? 0) < 150_000) {
    throw new StartError('DATABASE_URL: Terrain needs Postgres 15 or later');
  }
}
