import { randomUUID } from 'node:crypto';
import {
  constants,
  copyFile,
  link,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  utimes,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { StartError } from '../errors.ts';
import { birthOf, isCode, processRealm } from './embedded-process.ts';

/** An owner in another container cannot be looked up by number: it proves itself by touching its claim this often. */
const heartbeatMs = 3_000;
/** So long after its last heartbeat, such an owner is taken for dead. */
const silenceMs = 12_000;

const claim = z.object({
  pid: z.number().int(),
  birth: z.string(),
  realm: z.string(),
  since: z.string(),
  released: z.boolean(),
});
type Claim = z.output<typeof claim>;

/**
 * Makes this process the sole owner of a data directory until `release` is called or the process dies.
 *
 * Claims are files with growing numbers in `<dataDir>/lock`; the highest one counts. A claim is made by linking a
 * finished file to the next number, which only one process can do, and the highest is never deleted, only marked as
 * released: a late starter that judged by an outdated listing either finds its number taken or a higher one beside it.
 * @throws StartError naming the owner when another live process (or this one) owns the directory.
 */
export async function lockDirectory(
  dataDir: string,
  log: (line: string) => void,
): Promise<{ release(): Promise<void> }> {
  const folder = path.join(dataDir, 'lock');
  await mkdir(folder, { recursive: true });
  const mine: Claim = {
    pid: process.pid,
    birth: (await birthOf(process.pid)) ?? '',
    realm: await processRealm(),
    since: new Date().toISOString(),
    released: false,
  };
  const number = await claimNext(folder, mine, log);
  const file = path.join(folder, String(number));
  const heartbeat = setInterval(() => void touch(file), heartbeatMs).unref();
  return {
    async release() {
      clearInterval(heartbeat);
      await writeWhole(file, { ...mine, released: true }, rename).catch((error: unknown) => {
        // The whole data directory is gone, as a test's is: nothing is left to release.
        if (!isCode(error, 'ENOENT')) {
          throw error;
        }
      });
    },
  };
}

async function claimNext(folder: string, mine: Claim, log: (line: string) => void): Promise<number> {
  for (;;) {
    const highest = (await numbersIn(folder)).at(-1) ?? 0;
    if (highest > 0) {
      await waitUntilFree(path.join(folder, String(highest)), mine, log);
    }
    const number = highest + 1;
    if (!(await tryClaim(path.join(folder, String(number)), mine))) {
      continue;
    }
    const after = await numbersIn(folder);
    if (after.at(-1) !== number) {
      await rm(path.join(folder, String(number)), { force: true });
      continue;
    }
    await Promise.all(after.slice(0, -1).map((old) => rm(path.join(folder, String(old)), { force: true })));
    return number;
  }
}

async function numbersIn(folder: string): Promise<number[]> {
  const names = await readdir(folder);
  return names
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .sort((a, b) => a - b);
}

/** Returns once the claim in `file` binds nobody. */
async function waitUntilFree(file: string, mine: Claim, log: (line: string) => void): Promise<void> {
  const owner = await readClaim(file);
  if (!owner || owner.released) {
    return;
  }
  const alive =
    owner.realm === mine.realm ? (await birthOf(owner.pid)) === owner.birth : await showsLife(file, owner, log);
  if (alive) {
    const dataDir = path.dirname(path.dirname(file));
    throw new StartError(
      `${dataDir} is in use by another Terrain: process ${owner.pid}, since ${owner.since}. Stop that one, or set DATA_DIR to another folder.`,
    );
  }
}

/** Whether an owner whose process cannot be looked up from here gives a sign of life within the time that it must. */
async function showsLife(file: string, owner: Claim, log: (line: string) => void): Promise<boolean> {
  const last = await lastHeartbeat(file);
  const deadline = Math.min(Date.now(), last) + silenceMs;
  if (Date.now() < deadline) {
    log(
      `waiting to see whether process ${owner.pid} of another container or machine still uses ${path.dirname(path.dirname(file))}`,
    );
  }
  while (Date.now() < deadline) {
    await sleep(250);
    if ((await lastHeartbeat(file)) !== last) {
      const now = await readClaim(file);
      return now !== undefined && !now.released;
    }
  }
  return false;
}

/** @returns undefined where the claim is gone, or is none. */
async function readClaim(file: string): Promise<Claim | undefined> {
  const content = await readFile(file, 'utf8').catch((error: unknown) => {
    if (isCode(error, 'ENOENT')) {
      return '';
    }
    throw error;
  });
  try {
    return claim.parse(JSON.parse(content));
  } catch {
    return undefined;
  }
}

async function lastHeartbeat(file: string): Promise<number> {
  return (await stat(file).catch(() => undefined))?.mtimeMs ?? 0;
}

async function tryClaim(file: string, mine: Claim): Promise<boolean> {
  try {
    await writeWhole(file, mine, linkNew);
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) {
      return false;
    }
    throw error;
  }
}

async function linkNew(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (isCode(error, 'EEXIST')) {
      throw error;
    }
    // A file system without hard links.
    await copyFile(from, to, constants.COPYFILE_EXCL);
  }
}

/** Writes a claim so that no reader ever sees half of it. */
async function writeWhole(file: string, content: Claim, place: (from: string, to: string) => Promise<void>) {
  const draft = path.join(path.dirname(file), `draft-${randomUUID()}`);
  try {
    await writeFile(draft, JSON.stringify(content), { mode: 0o644 });
    await place(draft, file);
  } finally {
    await rm(draft, { force: true });
  }
}

async function touch(file: string): Promise<void> {
  const now = new Date();
  await utimes(file, now, now).catch(() => undefined);
}
