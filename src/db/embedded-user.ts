import { chmod, lstat, readFile, stat } from 'node:fs/promises';
import { StartError } from '../errors.ts';
import { type RunAs, run } from './embedded-process.ts';

const preferred = ['terrain', 'postgres', '_postgres'];

/**
 * The user that Postgres must run as: it refuses to run as root, so root lends it another one. A user `terrain` is
 * made where there is none to be had.
 * @returns undefined where this process is not root: Postgres then runs as the same user.
 * @throws StartError where root may become nobody else.
 */
export async function chooseUser(log: (line: string) => void): Promise<RunAs> {
  if (process.getuid?.() !== 0) {
    return undefined;
  }
  for (const find of [() => findUser(preferred), () => createUser(log), () => findUser(['nobody'])]) {
    const user = await find();
    if (user && (await canBecome(user))) {
      return user;
    }
  }
  throw new StartError(
    'Postgres does not run as root, and no other user could be used for it. Start Terrain as an ordinary user, or set DATABASE_URL to a Postgres server of your own.',
  );
}

async function findUser(names: string[]): Promise<RunAs> {
  const users = (await readFile('/etc/passwd', 'utf8').catch(() => '')).split('\n').map((line) => line.split(':'));
  for (const name of names) {
    const [, , uid, gid] = users.find((fields) => fields[0] === name) ?? [];
    if (Number(uid) > 0 && Number(gid) > 0) {
      return { uid: Number(uid), gid: Number(gid) };
    }
  }
  return undefined;
}

async function createUser(log: (line: string) => void): Promise<RunAs> {
  const shadow = [
    '--system',
    '--user-group',
    '--no-create-home',
    '--home-dir',
    '/nonexistent',
    '--shell',
    '/bin/false',
  ];
  if (!(await run('useradd', [...shadow, 'terrain'])).ok) {
    await makeWithBusybox();
  }
  const made = await findUser(['terrain']);
  if (made) {
    log('made the system user terrain for Postgres, which does not run as root');
  }
  return made;
}

async function makeWithBusybox(): Promise<void> {
  await run('addgroup', ['-S', 'terrain']);
  await run('adduser', ['-S', '-D', '-H', '-h', '/nonexistent', '-s', '/bin/false', '-G', 'terrain', 'terrain']);
}

async function canBecome(user: RunAs): Promise<boolean> {
  return (await run('/bin/sh', ['-c', ':'], { runAs: user })).ok;
}

/** Whether that user can enter a folder, tried by entering it. */
export async function canEnter(folder: string, user: RunAs): Promise<boolean> {
  return !user || (await run('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { runAs: user })).ok;
}

/** Whether that user can run a program, as far as its file and the folders above it decide. */
export async function canExecute(file: string, user: RunAs): Promise<boolean> {
  return !user || (await run('/bin/sh', ['-c', 'test -x "$1"', 'sh', file], { runAs: user })).ok;
}

/**
 * Lets other users walk through the data directory (not list it) where that is all that keeps Postgres out.
 * @returns whether that user can enter it now.
 */
export async function openForPassage(dataDir: string, user: RunAs): Promise<boolean> {
  if (await canEnter(dataDir, user)) {
    return true;
  }
  const { mode } = await stat(dataDir);
  await chmod(dataDir, (mode & 0o7777) | 0o011);
  if (await canEnter(dataDir, user)) {
    return true;
  }
  await chmod(dataDir, mode & 0o7777);
  return false;
}

/** The user that owns a cluster already there; `fallback` where that is root or does not matter. */
export async function ownerOf(cluster: string, fallback: RunAs): Promise<RunAs> {
  if (!fallback) {
    return undefined;
  }
  const { uid, gid } = await lstat(cluster);
  if (uid !== 0) {
    return { uid, gid };
  }
  await giveTo(cluster, fallback);
  return fallback;
}

/** Makes that user the owner of a folder and all in it. */
export async function giveTo(folder: string, user: RunAs): Promise<void> {
  if (!user) {
    return;
  }
  const given = await run('chown', ['-R', `${user.uid}:${user.gid}`, folder]);
  if (!given.ok) {
    throw new StartError(`${folder} could not be given to the user that Postgres runs as: ${given.output.trim()}`);
  }
}
