import { mkdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { StartError } from '../errors.ts';
import { findBinaries } from './embedded-binaries.ts';
import { findCluster, makeCluster } from './embedded-cluster.ts';
import { lockDirectory } from './embedded-lock.ts';
import { endOrphans } from './embedded-orphans.ts';
import { makePassword, passwordFile, readPassword, replacePassword, role } from './embedded-password.ts';
import { freePort, type Launch, launchServer, type Running } from './embedded-server.ts';
import { keepRunning } from './embedded-supervisor.ts';
import { chooseUser } from './embedded-user.ts';

/** A running embedded server. `url` is a postgres:// URL, password included, of the database `terrain`. */
export type EmbeddedServer = { url: string; stop(): Promise<void> };

type Options = {
  /** Folder that holds the database, its password and its log; made where it is missing. */
  dataDir: string;
  log?: (line: string) => void;
  /** Postgres settings added to the defaults, or replacing them. */
  settings?: Record<string, string>;
};

/**
 * Starts the Postgres server that comes with npm, on a free port of 127.0.0.1, making its database where there is none.
 * It is started again on the same port should it die while this process lives.
 * @throws StartError where another live process uses the directory, or the server cannot run here.
 */
export async function startEmbedded({
  dataDir,
  log = () => undefined,
  settings = {},
}: Options): Promise<EmbeddedServer> {
  try {
    await mkdir(dataDir, { recursive: true });
    const home = await realpath(dataDir);
    const lock = await lockDirectory(home, log);
    try {
      const server = await startOwned(home, settings, log);
      let stopped: Promise<void> | undefined;
      return {
        url: server.url,
        stop: () => (stopped ??= server.stop().finally(() => lock.release())),
      };
    } catch (error) {
      await lock.release().catch(() => undefined);
      throw error;
    }
  } catch (error) {
    // A full disk, a folder that may not be written: the system says which.
    throw error instanceof Error && 'syscall' in error && 'path' in error
      ? new StartError(`DATA_DIR: ${dataDir} cannot hold the database: ${error.message}`, { cause: error })
      : error;
  }
}

async function startOwned(
  dataDir: string,
  settings: Record<string, string>,
  log: (line: string) => void,
): Promise<EmbeddedServer> {
  const user = await chooseUser(log);
  const found = await findCluster(dataDir, user);
  const binaries = await findBinaries(found ? found.runAs : user, log);
  if (found) {
    await endOrphans(found.directory, found.runAs, log);
  }
  const kept = await readPassword(dataDir);
  const password = kept ?? (found ? await replacePassword(dataDir, found, binaries) : await makePassword(dataDir));
  const durable = settings.fsync !== 'off';
  const cluster = found ?? (await makeCluster(dataDir, { binaries, user, password, durable, log }));
  const logFile = path.join(dataDir, 'postgres.log');
  const first = await launchFirst({ ...cluster, binaries, logFile, settings });
  const server = keepRunning(first, log);
  const url = `postgres://${role}:${password}@127.0.0.1:${first.port}/`;
  try {
    await createDatabase(`${url}postgres`, dataDir);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { url: `${url}${role}`, stop: server.stop };
}

/** Another process may take the port between choosing and using it; a dead server's last processes may take a moment. */
async function launchFirst(launch: Launch): Promise<Running> {
  for (let attempt = 1; ; attempt++) {
    const launched = await launchServer(launch, await freePort());
    if (launched.ok) {
      return launched.server;
    }
    if (attempt === 5 || !/could not (bind|create any TCP)|is still in use/.test(launched.output)) {
      throw new StartError(
        `The embedded Postgres did not start:\n${launched.output}\nIts log is ${launch.logFile}. Mend the cause and start again, or set DATABASE_URL to a Postgres server of your own.`,
      );
    }
    await sleep(attempt * 200);
  }
}

async function createDatabase(url: string, dataDir: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    if ((await sql`select from pg_database where datname = ${role}`).length === 0) {
      await sql`create database ${sql(role)}`;
    }
  } catch (error) {
    if (error instanceof postgres.PostgresError && error.code === '28P01') {
      throw new StartError(
        `The password in ${passwordFile(dataDir)} is not the database's. Bring back the right file, or delete it: the next start sets a new password.`,
      );
    }
    throw error;
  } finally {
    await sql.end();
  }
}
