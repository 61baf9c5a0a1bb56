import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { lockDirectory } from '../../src/db/embedded-lock.ts';
import { birthOf, processRealm } from '../../src/db/embedded-process.ts';
import { StartError } from '../../src/errors.ts';

vi.setConfig({ testTimeout: 60_000 });

let dataDir: string;
let lines: string[];

beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'terrain-lock-'));
  await mkdir(path.join(dataDir, 'lock'));
  lines = [];
});

afterEach(() => rm(dataDir, { recursive: true, force: true }));

const lock = () => lockDirectory(dataDir, (line) => lines.push(line));

async function leaveClaim(number: number, claim: Record<string, unknown> | string, ageMs = 0): Promise<string> {
  const file = path.join(dataDir, 'lock', String(number));
  const whole = { pid: process.pid, birth: await birthOf(process.pid), realm: await processRealm(), released: false };
  const content = typeof claim === 'string' ? claim : JSON.stringify({ ...whole, since: 'Monday', ...claim });
  await writeFile(file, content);
  const then = new Date(Date.now() - ageMs);
  await utimes(file, then, then);
  return file;
}

test('one owner at a time; after a release the next', async () => {
  const first = await lock();
  await expect(lock()).rejects.toThrow(StartError);
  await first.release();
  const second = await lock();
  await expect(lock()).rejects.toThrow(`process ${process.pid}, since`);
  await second.release();
  expect(await readdir(path.join(dataDir, 'lock'))).toEqual(['2']);
});

test.each([
  ['of a process that is gone', { pid: 999_999_999 }],
  ['whose number another process bears by now', { birth: '1' }],
  ['that was released', { released: true }],
  ['that says nothing', '{"pid":'],
])('a claim %s binds nobody, and of many that see it one takes over', async (_, claim) => {
  for (let round = 1; round <= 10; round++) {
    await leaveClaim(round * 10, claim);
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, lock));
    const won = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    const refusals = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    expect(won).toHaveLength(1);
    expect(refusals.every((reason) => reason instanceof StartError)).toBe(true);
    await won[0]?.release();
  }
});

test('a claim of a live process binds, whatever its number', async () => {
  await leaveClaim(7, {});
  await expect(lock()).rejects.toThrow('since Monday');
  expect(await readdir(path.join(dataDir, 'lock'))).toEqual(['7']);
});

test('an owner in another container is believed while it gives signs of life', async () => {
  const file = await leaveClaim(1, { realm: 'elsewhere', pid: 1 });
  const life = setInterval(() => void utimes(file, new Date(), new Date()), 1_000);
  try {
    await expect(lock()).rejects.toThrow('process 1, since Monday');
    expect(lines).toEqual([expect.stringContaining('waiting to see whether process 1')]);
  } finally {
    clearInterval(life);
  }
});

test('an owner in another container that fell silent is taken over', async () => {
  await leaveClaim(1, { realm: 'elsewhere', pid: 1 }, 11_000);
  const before = Date.now();
  await (await lock()).release();
  expect(Date.now() - before).toBeLessThan(5_000);
  await leaveClaim(3, { realm: 'elsewhere', pid: 1 }, 60_000);
  lines = [];
  await (await lock()).release();
  expect(lines).toEqual([]);
});

test('an owner gives signs of life, and says when it lets go', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  try {
    const held = await lock();
    const file = await leaveClaim(1, {}, 60_000);
    vi.advanceTimersByTime(3_000);
    await vi.waitFor(async () => {
      const { mtimeMs } = await stat(file);
      expect(Date.now() - mtimeMs).toBeLessThan(30_000);
    });
    await held.release();
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ released: true });
  } finally {
    vi.useRealTimers();
  }
});
