import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addShortCampaign, follow } from '../followups/following.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { startFakeResend } from '../support/fake-resend.ts';
import { startFakeSmtp } from '../support/fake-smtp.ts';
import { withBuiltApp } from '../support/process.ts';

const startApp = withBuiltApp();
let t: TestApp;
beforeEach(async () => {
  t = await startTest({ at: 'present' });
  await addShortCampaign(t);
});
afterEach(() => t.close());

describe('workers that are killed while they send', () => {
  test('50 times, hand each of 10,000 mails to a provider that de-duplicates once', { timeout: 300_000 }, async () => {
    const [mails, kills] = [10_000, 50];
    const resend = await startFakeResend();
    await follow(t, mails);
    await wake();
    const settings = {
      RESEND_API_KEY: resend.apiKey,
      RESEND_BASE_URL: resend.url,
      // So that there is something left to send until the last is killed.
      RESEND_CALLS_PER_SECOND: '1.5',
    };
    const during = await sendAndDie(settings, kills, mails);
    const calls = resend.calls.length;
    console.log(`${kills} kills, ${during} of them before the last mail had gone; ${calls} calls for ${mails} mails`);
    expect(resend.taken).toHaveLength(mails);
    expect(new Set(resend.taken.map(({ message }) => message)).size).toBe(mails);
    expect(new Set(resend.taken.map(({ to }) => to)).size).toBe(mails);
    expect(await noted()).toEqual({ sent: mails, told: mails });
    await resend.close();
  });

  test('by SMTP, which knows no keys, send a few twice, and not more for each kill than were on their way', {
    timeout: 240_000,
  }, async () => {
    const [mails, kills] = [1_500, 10];
    // Four jobs at a time, of five mails each.
    const mostPerKill = 20;
    const smtp = await startFakeSmtp();
    await follow(t, mails);
    await wake();
    await sendAndDie({ SMTP_URL: smtp.url }, kills, mails);
    const ids = smtp.taken.map(({ messageId }) => messageId);
    const twice = ids.length - new Set(ids).size;
    console.log(`${kills} kills; ${twice} of ${mails} mails went twice by SMTP, under one Message-ID`);
    expect(new Set(ids).size).toBe(mails);
    expect(twice).toBeLessThanOrEqual(kills * mostPerKill);
    expect(await noted()).toEqual({ sent: mails, told: mails });
    await smtp.close();
  });
});

/** Two workers at a time, each killed some time after its start and started again; returns the kills amid the sending. */
async function sendAndDie(settings: Record<string, string>, kills: number, mails: number): Promise<number> {
  const env = {
    DATABASE_URL: t.deps.databaseUrl,
    SECRET: t.deps.config.secret,
    BASE_URL: 'http://127.0.0.1:3000',
    MAIL_FROM: 'Terrain <terrain@example.org>',
    QUIET_HOURS: 'off',
    LOG_LEVEL: 'silent',
    ...settings,
  };
  const start = () => startApp({ env, port: 0, entry: 'worker' });
  let killed = 0;
  let during = 0;
  const liveAndDie = async () => {
    while (killed < kills) {
      killed++;
      const app = start();
      await delay(1_500 + Math.random() * 2_000);
      if ((await noted()).sent < mails) during++;
      app.kill('SIGKILL');
      await app.ended;
    }
  };
  await Promise.all([liveAndDie(), liveAndDie()]);
  const last = start();
  await expect.poll(async () => (await noted()).sent, { timeout: 150_000, interval: 500 }).toBe(mails);
  last.kill('SIGTERM');
  expect(await last.ended).toBe(0);
  return during;
}

async function wake(): Promise<void> {
  await t.deps.db.$client`select graphile_worker.add_job('followups.send', '{}')`;
}

async function noted(): Promise<{ sent: number; told: number }> {
  const [row] = await t.deps.db.$client`
    select (select count(*)::int from messages where state = 'sent') as sent,
      (select count(distinct data ->> 'messageId')::int from activities where kind = 'message.sent') as told`;
  return { sent: Number(row?.sent), told: Number(row?.told) };
}
