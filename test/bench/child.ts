import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

/** A process that was started to be measured. */
export type Child = {
  pid: number | undefined;
  /** Most memory that it ever held, and what it holds now, in MB (VmHWM, VmRSS). */
  memory(): Promise<{ peak: number; now: number }>;
  stop(): Promise<void>;
};

const startWithin = 60_000;

/** As `npm start` runs Terrain; what is bare has Node's own defaults. */
const flags = (script: string) =>
  /\bbare-/.test(script) ? [] : ['--enable-source-maps', `--max-semi-space-size=${/worker/.test(script) ? 16 : 4}`];

/**
 * Runs a built script as `npm run web` does, with these settings alone.
 * @throws when it ends before `ready` is true.
 */
export async function startChild(
  script: string,
  settings: Record<string, string>,
  ready: () => Promise<boolean>,
): Promise<Child> {
  const { PATH = '', HOME = '' } = process.env;
  // For looking into a figure: BENCH_NODE_OPTIONS="--cpu-prof --cpu-prof-dir=/tmp/prof" npm run bench
  const NODE_OPTIONS = process.env.BENCH_NODE_OPTIONS ?? '';
  const child = spawn(process.execPath, [...flags(script), script], {
    env: { PATH, HOME, NODE_OPTIONS, ...settings },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const deadline = performance.now() + startWithin;
  while (!(await ready())) {
    if (child.exitCode !== null) throw new Error(`${script} ended with code ${child.exitCode}`);
    if (performance.now() > deadline) {
      await end(child);
      throw new Error(`${script} was not ready after ${startWithin / 1_000} s`);
    }
    await delay(5);
  }
  return { pid: child.pid, memory: () => readMemory(child), stop: () => end(child) };
}

/** Whether an answer with that status comes from a path. */
export async function answers(url: string, status = 200): Promise<boolean> {
  return await fetch(url, { redirect: 'manual' }).then(
    async (response) => {
      await response.arrayBuffer();
      return response.status === status;
    },
    () => false,
  );
}

async function readMemory(child: ChildProcess): Promise<{ peak: number; now: number }> {
  const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
  const megabytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024;
  return { peak: megabytes('VmHWM'), now: megabytes('VmRSS') };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
