import { afterAll, beforeAll, expect, test } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { startTest, type TestApp } from '../support/app.ts';

let t: TestApp;
beforeAll(async () => {
  t = await startTest();
});
afterAll(() => t.close());

const lost = Object.assign(new Error('gone'), { code: 'ECONNRESET' });
const slow = new AppError('unavailable', 'the database does not answer');
const wrong = new Error('a statement failed');

/** Whether what comes after an act goes through other connections than what came before. */
async function renews(act: () => void): Promise<boolean> {
  const connections = async () => {
    const rows = await t.deps.db.$client<{ pid: number }[]>`
      select pid from pg_stat_activity where datname = current_database()`;
    return rows.map(({ pid }) => pid);
  };
  const before = await connections();
  act();
  const [used] = await t.deps.db.$client<{ pid: number }[]>`select pg_backend_pid() as pid`;
  return !before.includes(used?.pid ?? 0);
}

test('connections are given up when they are lost or say nothing, and not for a failed statement or a slow count', async () => {
  const { onStale, onMissed } = t.deps;
  expect(await renews(() => onStale(wrong))).toBe(false);
  expect(await renews(() => onMissed(wrong))).toBe(false);
  expect(await renews(() => onMissed(slow))).toBe(false);
  expect(await renews(() => onMissed(lost))).toBe(true);
  // Not more often than once a second.
  await t.deps.db.$client`select pg_sleep(1.1)`;
  expect(await renews(() => onStale(slow))).toBe(true);
});
