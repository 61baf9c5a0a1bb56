import { afterAll, beforeAll, expect, test } from 'vitest';
import { pageViews } from '../../src/numbers/table.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { addCampaign } from '../support/campaign.ts';
import { listenTo } from '../support/events.ts';
import { freePort } from '../support/free-port.ts';
import { withBuiltApp } from '../support/process.ts';

const phone =
  'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36';
const startApp = withBuiltApp();
let t: TestApp;
beforeAll(async () => {
  t = await startTest({ at: 'present' });
  await addCampaign(t.deps);
});
afterAll(() => t.close());

test('SIGTERM ends every stream at once, writes what was opened, and the process ends with 0', async () => {
  const env = { DATABASE_URL: t.deps.databaseUrl, SECRET: t.deps.config.secret, LOG_LEVEL: 'error' };
  const app = startApp({ env, port: await freePort(), entry: 'web' });
  await app.ready();
  const listeners = await Promise.all(
    Array.from({ length: 20 }, async () => listenTo(await fetch(`${app.url}/fr/essai/counter/events`))),
  );
  for (const one of listeners) expect(await one.next()).toContain('data: {');
  for (let n = 0; n < 30; n++) {
    const path = n % 3 === 0 ? '/fr/essai?utm_source=affiche' : '/fr/essai';
    await (await fetch(app.url + path, { headers: { 'user-agent': phone, 'sec-fetch-dest': 'document' } })).text();
  }
  app.kill('SIGTERM');
  const since = performance.now();
  for (const one of listeners) expect(await one.next(2_000)).toBe('end');
  expect(await app.ended).toBe(0);
  expect(performance.now() - since).toBeLessThan(3_000);
  expect(app.said()).toBe('');
  const rows = await t.deps.db.select().from(pageViews);
  expect(rows.map(({ via, source, count }) => `${via} ${source}: ${count}`).sort()).toEqual([
    'direct : 20',
    'link affiche: 10',
  ]);
});
