import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate as applyMigrations } from 'drizzle-orm/postgres-js/migrator';
import { Logger, runMigrations } from 'graphile-worker';
import postgres from 'postgres';
import { StartError } from '../errors.ts';
import { isConnectionError } from './connection-error.ts';
import { pgUrl } from './postgres-url.ts';
import { isLockTimeout } from './sql-state.ts';

/** Any number will do, as long as every machine takes the same one. */
const migrationLock = 8_273_645_501;

/**
 * Brings the database up to this version: ours, then the job queue's. Safe to run on several machines at once: one
 * does it under an advisory lock, the others wait and find it done.
 * @throws StartError when the server is older than Postgres 15, or lets nobody in.
 */
export async function migrate(url: string): Promise<void> {
  const client = postgres(url, { max: 1, onnotice: () => {}, connect_timeout: 10 });
  try {
    await requireVersion(client).catch((error) => {
      throw refusal(error, url) ?? error;
    });
    await client`select pg_advisory_lock(${migrationLock})`;
    await applyPatiently(client);
    await runMigrations({ connectionString: pgUrl(url), logger: new Logger(() => () => {}) });
  } finally {
    // Ends the session and with it the lock.
    await client.end({ timeout: 5 });
  }
}

/** How long a migration waits for a table that is in use, and how often it comes back, in milliseconds. */
const lockPatience = 3_000;
const mostTries = 100;

/**
 * Applies what is missing. A change of a table waits for whoever reads it, and everyone else waits behind the change:
 * so it gives up soon, lets them through and comes back.
 */
async function applyPatiently(client: postgres.Sql): Promise<void> {
  await client`select set_config('lock_timeout', ${`${lockPatience}ms`}, false)`;
  for (let tries = 1; ; tries += 1) {
    try {
      return await applyMigrations(drizzle(client), { migrationsFolder: path.resolve('drizzle') });
    } catch (error) {
      if (tries === mostTries || !isLockTimeout(error)) throw error;
      await delay(lockPatience);
    }
  }
}

/** Whether the migrations of this version have been applied; what `/readyz` asks. */
export async function isMigrated(client: postgres.Sql): Promise<boolean> {
  const [row] = await client<{ ready: boolean }[]>`
    select to_regclass('drizzle.__drizzle_migrations') is not null
       and to_regclass('graphile_worker._private_jobs') is not null as ready`;
  return row?.ready ?? false;
}

/** What keeps us out, as a sentence for whoever has set the address. The password is not in it. */
function refusal(error: unknown, url: string): StartError | undefined {
  const { host, pathname } = new URL(url);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const why =
    code === '3D000'
      ? `there is no database ${pathname.slice(1)} on ${host}; create it, or name another one`
      : code === '28000'
        ? `${host} does not let this user in like this; where it asks for TLS, end the address with ?sslmode=require`
        : /^28/.test(code)
          ? `${host} does not let this user in with this password`
          : isUntrusted(code)
            ? `the certificate of ${host} is not trusted (${code}); name its issuer's file in NODE_EXTRA_CA_CERTS`
            : isConnectionError(error)
              ? `no Postgres answers on ${host} (${code}); start it, or set another address`
              : undefined;
  return why === undefined ? undefined : new StartError(`DATABASE_URL: ${why}`, { cause: error });
}

/** As OpenSSL and Node name what is wrong with a certificate. */
function isUntrusted(code: string): boolean {
  return /CERT|UNABLE_TO_VERIFY/.test(code);
}

async function requireVersion(client: postgres.Sql): Promise<void> {
  const [row] = await client<{ version: number }[]>`select current_setting('server_version_num')::int as version`;
  if ((row?.version ?? 0) < 150_000) {
    throw new StartError('DATABASE_URL: Terrain needs Postgres 15 or later');
  }
}
