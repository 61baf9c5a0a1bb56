import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from '../errors.ts';
import { answersSignals, birthOf, commandLine, type RunAs, run, signal } from './embedded-process.ts';

/** Prints the /proc folders of the processes that stand in a folder: a server's all stand in its cluster. */
const processesStandingIn = 'for p in /proc/[0-9]*; do [ "$p/cwd" -ef "$1" ] && echo "$p"; done; :';

/**
 * Ends what an app that was killed left running on a cluster, and clears a pid file that would mislead the next server.
 * Only for the owner of the data directory: no other app's server can be among what it finds.
 * @throws StartError where a server does not end.
 */
export async function endOrphans(directory: string, runAs: RunAs, log: (line: string) => void): Promise<void> {
  const pidFile = path.join(directory, 'postmaster.pid');
  const noted = await readNotedPid(pidFile);
  if (noted === undefined) {
    return;
  }
  const orphans = await serversOn(directory, noted, runAs);
  if (orphans.length > 0) {
    log(`stopping what an earlier Postgres server left running (process ${orphans.join(', ')})`);
    await end(directory, noted, runAs, orphans);
  }
  // A dead server's pid file is Postgres' own to clear, which checks shared memory besides. It would be misled only by
  // a number that some unrelated process bears by now, and by a file that was never finished.
  if (Number.isNaN(noted) || answersSignals(noted)) {
    await rm(pidFile, { force: true });
  }
}

async function readNotedPid(pidFile: string): Promise<number | undefined> {
  const content = await readFile(pidFile, 'utf8').catch(() => undefined);
  return content === undefined ? undefined : Number.parseInt(content, 10);
}

async function serversOn(directory: string, noted: number, runAs: RunAs): Promise<number[]> {
  const found = new Set<number>();
  if (process.platform === 'linux') {
    // Asked as the server's own user: where root lacks the right to inspect others (most containers), it may not look.
    const standing = await run('/bin/sh', ['-c', processesStandingIn, 'sh', directory], { runAs });
    for (const pid of [...standing.output.matchAll(/^\/proc\/(\d+)$/gm)].map((line) => Number(line[1]))) {
      if (/^(\S*\/)?postgres(:|\0|$)/.test(await commandLine(pid))) {
        found.add(pid);
      }
    }
  }
  if (noted > 0 && isServerOf(directory, await commandLine(noted))) {
    found.add(noted);
  }
  const alive: number[] = [];
  for (const pid of found) {
    if (await birthOf(pid)) {
      alive.push(pid);
    }
  }
  return alive;
}

function isServerOf(directory: string, command: string): boolean {
  return process.platform === 'linux'
    ? command.includes(`postgres\0-D\0${directory}\0`)
    : command.includes(`postgres -D ${directory} `);
}

async function end(directory: string, noted: number, runAs: RunAs, orphans: number[]): Promise<void> {
  let left = orphans;
  // Fast shutdown first. Processes that outlived their own server have nobody to shut them down: immediate for those.
  for (const name of left.includes(noted) ? (['SIGINT', 'SIGQUIT'] as const) : (['SIGQUIT'] as const)) {
    for (const pid of name === 'SIGINT' ? [noted] : left) {
      signal(pid, name);
    }
    const patience = Date.now() + 10_000;
    while (left.length > 0 && Date.now() < patience) {
      await sleep(50);
      left = await serversOn(directory, noted, runAs);
    }
  }
  if (left.length > 0) {
    throw new StartError(
      `Another Postgres server is still running on ${directory} and does not stop (process ${left.join(', ')}). Stop it and start again.`,
    );
  }
}
