import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startImport } from '../../src/imports/start-import.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { withBuiltApp } from '../support/process.ts';
import { check, counts, imported } from './importing.ts';

let t: TestApp;
const start = withBuiltApp();
const people = 40_000;

beforeAll(async () => {
  t = await startTest();
});
afterAll(async () => {
  await t.close();
});

/** Waits until something holds; fails when it does not in time. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end; await delay(50)) if (await holds()) return;
  throw new Error('it never came to that');
}

test('an import whose worker is killed in the middle goes on, and takes each row in once', async () => {
  const file = `email,first_name,note,email_consent\n${Array.from(
    { length: people },
    (_, index) => `p${index}@example.org,P${index},note ${index},withdrawn`,
  ).join('\n')}\n`;
  const checked = await check(t, file);
  expect(counts(checked)).toEqual([people, 0, 0, 0]);
  await startImport(t.deps, checked.id, null);
  const env = { DATABASE_URL: t.deps.databaseUrl, SECRET: t.deps.config.secret, LOG_LEVEL: 'silent' };
  const first = start({ env, port: 0, entry: 'worker' });
  await until(async () => (await imported(t, checked.id)).added > 0);
  first.kill('SIGKILL');
  await first.ended;
  const half = await imported(t, checked.id);
  expect(half.state).toBe('running');
  expect(half.added).toBeLessThan(people);

  const second = start({ env, port: 0, entry: 'worker' });
  await until(async () => (await imported(t, checked.id)).state === 'done');
  second.kill('SIGTERM');
  expect(await second.ended).toBe(0);
  expect(await imported(t, checked.id)).toMatchObject({ added: people, changed: 0 });
  const [held] = await t.deps.db.$client`
    select (select count(*)::int from contacts) as contacts, (select count(*)::int from notes) as notes,
      (select count(*)::int from consents) as refusals, (select count(*)::int from import_rows) as staged`;
  expect(held).toEqual({ contacts: people, notes: people, refusals: people, staged: 0 });
}, 240_000);
