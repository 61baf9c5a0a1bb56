import { randomUUID } from 'node:crypto';
import {
  lstat,
  mkdir,
  open,
  readdir,
  readlink,
  realpath,
  rename,
  rm,
  rmdir,
  symlink,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import { StartError } from '../errors.ts';
import { type Binaries, openSystemDirectory, systemDirectory } from './embedded-binaries.ts';
import { role } from './embedded-password.ts';
import { type RunAs, run } from './embedded-process.ts';
import { canEnter, giveTo, openForPassage, ownerOf } from './embedded-user.ts';

/** A cluster on disk: its real path, and the user that its server runs as. */
export type Cluster = { directory: string; runAs: RunAs };

/**
 * Finds the cluster at `<dataDir>/postgres`. Needs the lock on `dataDir`.
 * @returns undefined where there is none yet.
 * @throws StartError where what is there cannot be used.
 */
export async function findCluster(dataDir: string, user: RunAs): Promise<Cluster | undefined> {
  await removeDrafts(dataDir);
  const place = path.join(dataDir, 'postgres');
  if (!(await holdsCluster(place))) {
    return undefined;
  }
  const directory = await realpath(place);
  const runAs = await ownerOf(directory, user);
  if (!(await canEnter(directory, runAs))) {
    await openForPassage(dataDir, runAs);
    if (!(await canEnter(directory, runAs))) {
      throw new StartError(
        `The database in ${directory} belongs to user ${runAs?.uid}, who may not enter that folder. Let others pass through the folders above it (chmod o+x), or move the data elsewhere and set DATA_DIR.`,
      );
    }
  }
  return { directory, runAs };
}

/** What an initdb that was killed midway left behind. */
async function removeDrafts(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir)) {
    if (!name.startsWith('postgres.draft-')) {
      continue;
    }
    const draft = path.join(dataDir, name);
    const elsewhere = await readlink(draft).catch(() => undefined);
    if (elsewhere?.startsWith(path.join(systemDirectory, 'draft-'))) {
      await removeDraft(elsewhere);
    }
    await removeDraft(draft);
  }
}

/** The killed app's initdb may be writing there yet, and fails soon; what it leaves, the start after this one removes. */
async function removeDraft(draft: string): Promise<void> {
  await rm(draft, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }).catch(() => undefined);
}

async function holdsCluster(place: string): Promise<boolean> {
  if (!(await lstat(place).catch(() => undefined))) {
    return false;
  }
  const names = await readdir(place).catch(async (error: unknown) => {
    const elsewhere = await readlink(place).catch(() => undefined);
    // Never an empty database in place of one that is lost: that would be noticed too late.
    throw new StartError(
      elsewhere
        ? `The database of ${place} is kept in ${elsewhere}, which cannot be read. Bring that folder back, or move ${place} away to begin with an empty database.`
        : `${place} cannot be read: ${String(error)}`,
    );
  });
  if (names.length > 0 && !names.includes('PG_VERSION')) {
    throw new StartError(
      `${place} is not empty and holds no database. Move it away, or set DATA_DIR to another folder.`,
    );
  }
  return names.length > 0;
}

type Making = { binaries: Binaries; user: RunAs; password: string; durable: boolean; log: (line: string) => void };

/**
 * Makes the cluster `<dataDir>/postgres`, under another name first, so that no crash leaves half of one under the name
 * that counts. Where the user may not enter `dataDir` (a clone under /root), it becomes a link to where the user may.
 * Not `durable`: for tests, nothing is flushed to disk.
 * @throws StartError where initdb fails.
 */
export async function makeCluster(dataDir: string, making: Making): Promise<Cluster> {
  const place = path.join(dataDir, 'postgres');
  const id = randomUUID();
  const draftPlace = path.join(dataDir, `postgres.draft-${id}`);
  await rmdir(place).catch(() => undefined);
  if (await openForPassage(dataDir, making.user)) {
    await initialise(draftPlace, making);
    await rename(path.join(draftPlace, 'cluster'), place);
  } else {
    const home = path.join(systemDirectory, id);
    const draft = path.join(systemDirectory, `draft-${id}`);
    making.log(`the database is kept in ${home}: the user that Postgres runs as may not enter ${dataDir}`);
    await openSystemDirectory();
    await symlink(draft, draftPlace);
    await initialise(draft, making);
    await rename(path.join(draft, 'cluster'), home);
    await syncDirectory(systemDirectory);
    await symlink(home, place);
  }
  await removeDrafts(dataDir);
  await syncDirectory(dataDir);
  return { directory: await realpath(place), runAs: making.user };
}

async function initialise(draft: string, { binaries, user, password, durable }: Making): Promise<void> {
  await mkdir(draft, { mode: 0o700 });
  const passwordFile = path.join(draft, 'password');
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  await giveTo(draft, user);
  const made = await run(
    binaries.initdb,
    [
      `--pgdata=${path.join(draft, 'cluster')}`,
      `--username=${role}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // Sorting and case by Unicode's own tables, the same on every machine whatever locales it has.
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      ...(durable ? [] : ['--no-sync']),
    ],
    { runAs: user },
  );
  await rm(passwordFile, { force: true });
  if (!made.ok) {
    await rm(draft, { recursive: true, force: true });
    throw new StartError(
      [
        'The embedded Postgres could not make its database:',
        ...made.output.trim().split('\n').slice(-8),
        made.output.includes('shared librar')
          ? 'If npm ran without install scripts, run: npm rebuild.'
          : 'Mend the cause and start again.',
        'Or set DATABASE_URL to a Postgres server of your own.',
      ].join('\n'),
    );
  }
}

async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') {
    return;
  }
  const handle = await open(directory);
  await handle.sync().finally(() => handle.close());
}
