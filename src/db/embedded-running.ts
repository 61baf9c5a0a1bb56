import { readFile } from 'node:fs/promises';
import path from 'node:path';
import postgres from 'postgres';
import { readPassword, role } from './embedded-password.ts';

/**
 * The URL of the embedded server that another process runs in a data directory, so that the command line works beside
 * `npm start`. Undefined where none answers there.
 */
export async function runningUrl(dataDir: string): Promise<string | undefined> {
  const password = await readPassword(dataDir).catch(() => undefined);
  // Line 4 of a postmaster's lock file is its port.
  const pidFile = await readFile(path.join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').catch(() => '');
  const port = Number(pidFile.split('\n')[3]);
  if (password === undefined || !Number.isInteger(port) || port <= 0) return undefined;
  const url = `postgres://${role}:${password}@127.0.0.1:${port}/${role}`;
  const sql = postgres(url, { max: 1, connect_timeout: 3, onnotice: () => {} });
  return await sql`select 1`
    .then(() => url)
    .catch(() => undefined)
    .finally(() => sql.end({ timeout: 1 }));
}
