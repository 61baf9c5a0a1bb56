import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { addOrganizer } from '../../src/organizers/add-organizer.ts';
import { aBroadcast, addPeople, send, stateOf, writeBroadcast } from '../broadcasts/crowd.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { addCampaign } from '../support/campaign.ts';
import { startFakeResend } from '../support/fake-resend.ts';
import { withBuiltApp } from '../support/process.ts';

const startApp = withBuiltApp();
let t: TestApp;
beforeEach(async () => {
  t = await startTest({ at: 'present' });
});
afterEach(() => t.close());

test('a broadcast whose workers are killed again and again, from its first step on, goes to everyone once', async () => {
  const [people, kills] = [5_000, 15];
  const resend = await startFakeResend();
  const campaignId = await addCampaign(t.deps);
  await addOrganizer(t.deps, { email: 'olive@example.org', name: 'Olive', role: 'owner' });
  const [organizer] = await t.deps.db.$client<{ id: string }[]>`select id from organizers`;
  await addPeople(t, people);
  const organizerId = organizer?.id ?? '';
  const content = aBroadcast({ comparesSubjects: true, testShare: 100 });
  const id = await writeBroadcast(t, campaignId, organizerId, content);
  await send(t, id, organizerId);
  const env = {
    DATABASE_URL: t.deps.databaseUrl,
    SECRET: t.deps.config.secret,
    BASE_URL: 'http://127.0.0.1:3000',
    MAIL_FROM: 'Terrain <terrain@example.org>',
    QUIET_HOURS: 'off',
    LOG_LEVEL: 'silent',
    RESEND_API_KEY: resend.apiKey,
    RESEND_BASE_URL: resend.url,
    RESEND_CALLS_PER_SECOND: '3',
  };
  const start = () => startApp({ env, port: 0, entry: 'worker' });
  let killed = 0;
  let during = 0;
  // Two at a time, some of them before they have done anything, some while they write down the recipients or the mails.
  const liveAndDie = async () => {
    while (killed < kills) {
      killed += 1;
      const worker = start();
      await delay(700 + Math.random() * 1_800);
      if ((await noted()) < people) during += 1;
      worker.kill('SIGKILL');
      await worker.ended;
    }
  };
  await Promise.all([liveAndDie(), liveAndDie()]);
  const last = start();
  await expect.poll(noted, { timeout: 120_000, interval: 500 }).toBe(people);
  last.kill('SIGTERM');
  expect(await last.ended).toBe(0);

  console.log(`${killed} kills, ${during} of them before the last mail had gone; ${resend.calls.length} calls`);
  expect(during).toBeGreaterThan(0);
  expect(resend.taken).toHaveLength(people);
  expect(new Set(resend.taken.map(({ to }) => to)).size).toBe(people);
  expect(new Set(resend.taken.map(({ message }) => message)).size).toBe(people);
  // Each subject's half is as it was drawn, to within one.
  const subjects = Map.groupBy(resend.taken, ({ subject }) => subject);
  expect([...subjects.values()].map(({ length }) => length)).toEqual([people / 2, people / 2]);
  expect((await stateOf(t, id)).people).toBe(people);
  const [rows] = await t.deps.db.$client`
    select count(*)::int as recipients, count(distinct contact_id)::int as people from broadcast_recipients`;
  expect({ ...rows }).toEqual({ recipients: people, people });
  await resend.close();
}, 240_000);

async function noted(): Promise<number> {
  const [row] = await t.deps.db.$client`select count(*)::int as count from messages where state = 'sent'`;
  return Number(row?.count);
}
