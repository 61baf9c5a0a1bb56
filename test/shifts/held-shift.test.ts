import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTest, type TestApp } from '../support/app.ts';
import { addCampaign } from '../support/campaign.ts';
import { post, signUp } from '../support/forms.ts';

let t: TestApp;
beforeAll(async () => {
  t = await startTest();
  await addCampaign(t.deps);
});
afterAll(() => t.close());

test('a shift that a lost connection holds is waited for by nobody for long, and given once it is let go of', async () => {
  const sql = t.deps.db.$client;
  const next = (await signUp(t.app)).headers.get('location') ?? '';
  const [shift] = await sql`select id from shifts`;
  const book = () => post(t.app, `${next}/bookings`, { shift: String(shift?.id) });
  const letGo = Promise.withResolvers<void>();
  const lost = sql.begin(async (tx) => {
    await tx`select from shifts for update`;
    await letGo.promise;
  });
  await delay(100);
  const answers = await Promise.all([book(), book()]);
  for (const answer of answers) {
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await answer.text(), 'it can be sent again as it is').toContain(`value="${shift?.id}"`);
  }
  const waiting = () =>
    sql`select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`;
  await expect.poll(waiting, { timeout: 5_000 }).toHaveLength(0);
  letGo.resolve();
  await lost;
  const answer = await book();
  expect(answer.headers.get('location')).toContain('outcome=booked');
});
