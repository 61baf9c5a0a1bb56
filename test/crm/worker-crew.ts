import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { z } from 'zod';

type Crew = {
  /** Kills one of them at once and has another take its place. */
  killOne(): Promise<void>;
  stop(): Promise<void>;
};

/** Some workers as processes of their own, for as long as they are let live. */
export async function startCrew(size: number, env: Record<string, string>): Promise<Crew> {
  const folder = path.resolve('dist', `test-crm-${process.pid}-${Math.random().toString(36).slice(2, 8)}`);
  await build(folder);
  const file = path.join(folder, 'worker-process.js');
  let crew: ChildProcess[] = [];
  const enlist = () => {
    const child = spawn(process.execPath, ['--enable-source-maps', file], {
      env: { PATH: process.env.PATH, ...env },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    crew.push(child);
  };
  for (let number = 0; number < size; number += 1) enlist();
  return {
    async killOne() {
      const [victim] = crew.splice(Math.floor(Math.random() * crew.length), 1);
      victim?.kill('SIGKILL');
      enlist();
    },
    async stop() {
      const all = crew;
      crew = [];
      for (const one of all) one.kill('SIGKILL');
      await Promise.race([Promise.all(all.map((one) => one.exitCode ?? once(one, 'close'))), delay(5_000)]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function build(folder: string): Promise<void> {
  const { scripts } = z
    .object({ scripts: z.object({ build: z.string() }) })
    .parse(JSON.parse(await readFile('package.json', 'utf8')));
  const flags = scripts.build.split(' ').filter((flag) => flag.startsWith('--') && !/^--out(base|dir)=/.test(flag));
  const source = path.resolve('test', 'crm', 'worker-process.ts');
  const outputs = [`--outdir=${folder}`, `--outbase=${path.dirname(source)}`];
  await promisify(execFile)(path.resolve('node_modules', '.bin', 'esbuild'), [source, ...outputs, ...flags]);
}
