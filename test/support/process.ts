import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll } from 'vitest';
import { z } from 'zod';

/** The application as a process of its own, built as `npm run build` builds it. */
export type AppProcess = {
  url: string;
  pid: number;
  /** Everything it said on both its outputs so far. */
  said(): string;
  /** Ends once it answers `/healthz`, in milliseconds since it was started; throws when it ends instead. */
  ready(): Promise<number>;
  kill(signal: NodeJS.Signals): void;
  /** Whether it still runs. */
  alive(): boolean;
  /** Ends with the process: its exit code, or the signal that ended it. */
  ended: Promise<number | NodeJS.Signals>;
};

type Options = { env: Record<string, string>; port: number; entry?: 'web' | 'worker' | 'both' };

const entries = {
  web: '{ web: true, worker: false }',
  worker: '{ web: false, worker: true }',
  both: '{ web: true, worker: true }',
};

/** Builds the application for the tests of one file; returns how to start it, and ends at the end what still runs. */
export function withBuiltApp(): (options: Options) => AppProcess {
  // Below the repository, where the packages are found.
  const folder = path.resolve('dist', `test-${process.pid}-${Math.random().toString(36).slice(2, 8)}`);
  const started = new Set<ChildProcess>();
  beforeAll(() => build(folder));
  afterAll(async () => {
    for (const child of started) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });
  return (options) => {
    const file = path.join(folder, `${options.entry ?? 'both'}.js`);
    const child = spawn(process.execPath, ['--enable-source-maps', '--max-semi-space-size=4', file], {
      env: { PATH: process.env.PATH, HOST: '127.0.0.1', PORT: String(options.port), ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    started.add(child);
    return observe(child, options.port);
  };
}

/** With the flags of `npm run build`, so that what is tested is what runs. */
async function build(folder: string): Promise<void> {
  const { scripts } = packageFile.parse(JSON.parse(await readFile('package.json', 'utf8')));
  const flags = scripts.build.split(' ').filter((flag) => flag.startsWith('--') && !/^--out(base|dir)=/.test(flag));
  await mkdir(folder, { recursive: true });
  const files = Object.entries(entries).map(async ([name, parts]) => {
    const file = path.join(folder, `${name}.ts`);
    await writeFile(file, `import { runProcess } from '../../src/process.ts';\nawait runProcess(${parts});\n`);
    return file;
  });
  const esbuild = path.resolve('node_modules', '.bin', 'esbuild');
  const outputs = [`--outbase=${folder}`, `--outdir=${folder}`];
  await promisify(execFile)(esbuild, [...(await Promise.all(files)), ...outputs, ...flags]);
}

const packageFile = z.object({ scripts: z.object({ build: z.string() }) });

function observe(child: ChildProcess, port: number): AppProcess {
  const url = `http://127.0.0.1:${port}`;
  const startedAt = performance.now();
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => output.push(String(chunk)));
  let over = false;
  const ended = once(child, 'close').then(([code, signal]) => {
    over = true;
    return code ?? signal;
  });
  return {
    url,
    pid: child.pid ?? 0,
    said: () => output.join(''),
    async ready() {
      while (!over) {
        const answer = await fetch(`${url}/healthz`).catch(() => undefined);
        await answer?.text();
        if (answer?.ok) return performance.now() - startedAt;
        await delay(25);
      }
      throw new Error(`the process ended before it was ready:\n${output.join('')}`);
    },
    kill: (signal) => void child.kill(signal),
    alive: () => !over,
    ended,
  };
}
