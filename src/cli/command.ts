import { readConfig } from '../config.ts';
import { runningUrl } from '../db/embedded-running.ts';
import { migrate } from '../db/migrate.ts';
import { createDeps, type Deps } from '../deps.ts';
import { openDatabase } from '../process.ts';

/** One command of the command line. `run` returns the exit code: 0 done, 1 failed, 2 asked for wrongly. */
export type Command = {
  /** Words that call it, then what it takes: `organizer add EMAIL`. */
  usage: string;
  summary: string;
  run(args: string[]): Promise<number>;
};

/** Asked for wrongly: exit code 2, with the usage. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Runs with the database, the one of a Terrain that is running here included. */
export async function withDeps(run: (deps: Deps) => Promise<number>): Promise<number> {
  const config = readConfig({ LOG_LEVEL: 'warn', ...process.env });
  const running = config.databaseUrl === undefined ? await runningUrl(config.dataDir) : undefined;
  const database = await openDatabase(config, running);
  try {
    await migrate(database.url);
    const deps = createDeps({ ...config, databaseUrl: database.url, secret: database.secret });
    return await run(deps).finally(() => deps.close());
  } finally {
    await database.stop();
  }
}
