import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import { inject } from 'vitest';

/** A migrated database of one's own: its URL, and a way to drop it. */
export type TestDatabase = { url: string; drop(): Promise<void> };

/** To the run's server, for all databases of a test file: connecting anew for each took half as long as making one. */
let server: postgres.Sql | undefined;

/** Clones the run's template. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const serverUrl = inject('serverUrl');
  server ??= postgres(serverUrl, { max: 1, idle_timeout: 10, onnotice: () => {} });
  const sql = server;
  const name = `test_${randomBytes(6).toString('hex')}`;
  await sql`create database ${sql(name)} template template`;
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    drop: async () => {
      await sql`drop database if exists ${sql(name)} with (force)`;
    },
  };
}
