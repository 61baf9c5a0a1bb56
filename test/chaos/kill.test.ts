import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTest, type TestApp } from '../support/app.ts';
import { aCampaign, addCampaign } from '../support/campaign.ts';
import { type FakeResend, startFakeResend } from '../support/fake-resend.ts';
import { freePort } from '../support/free-port.ts';
import { type AppProcess, withBuiltApp } from '../support/process.ts';
import { createBrowsers, type Sent } from './browser.ts';
import { checkMails, checkQueue, checkSeats, dueJobs } from './ledger.ts';

const kills = 55;
const people = 24;

const startApp = withBuiltApp();
let t: TestApp;
let resend: FakeResend;
let campaignId: string;
beforeAll(async () => {
  [t, resend] = await Promise.all([startTest({ at: 'present' }), startFakeResend()]);
  const { settings, shifts } = aCampaign();
  const pledge = { kind: 'hours' as const, required: true, suggestions: [1, 2, 3] };
  const [shift] = shifts;
  if (!shift) throw new Error('the campaign has no shift');
  // One with room for everybody, and one that fills up while processes die.
  const both = [
    { ...shift, seats: 5_000 },
    { ...shift, key: 'dimanche', seats: 40 },
  ];
  campaignId = await addCampaign(t.deps, { settings: { ...settings, pledge }, shifts: both });
});
afterAll(async () => {
  await t.close();
  await resend.close();
});

test(`killed ${kills} times at random under load, it keeps each acknowledged act exactly once and mails nothing twice`, {
  timeout: 480_000,
}, async () => {
  const port = await freePort();
  const env = {
    DATABASE_URL: t.deps.databaseUrl,
    SECRET: t.deps.config.secret,
    BASE_URL: `http://127.0.0.1:${port}`,
    RESEND_API_KEY: resend.apiKey,
    RESEND_BASE_URL: resend.url,
    RESEND_CALLS_PER_SECOND: '0',
    // Whatever the hour of the day.
    QUIET_HOURS: 'off',
    MAIL_FROM: 'Terrain <terrain@example.org>',
    FORM_MIN_SECONDS: '0',
    SIGNUP_LIMIT_PER_MINUTE: '0',
    LOG_LEVEL: 'error',
  };
  const start = () => startApp({ env, port });
  const browsers = createBrowsers({ url: env.BASE_URL, secret: env.SECRET, campaignId, slug: 'essai' });
  const signups: Sent[] = [];
  const seats = new Map<string, string>();
  const sql = t.deps.db.$client;
  let over = false;
  let quiet = false;
  let confirmed = 0;

  /** Someone who signs up, books a seat, and leaves the place at the screen to the next one. */
  async function comeAndGo(place: number): Promise<void> {
    for (let n = 0; !over; n++) {
      const email = `p${place}n${n}@example.org`;
      const sent = await browsers.signUp({ email, firstName: 'Ada', consent: 'yes', count: '2' });
      signups.push(sent);
      const shiftIds = [...(await browsers.open(sent.location)).matchAll(/name="shift" value="([^"]+)"/g)];
      const shift = shiftIds[n % shiftIds.length]?.[1] ?? '';
      const booked = await browsers.press(`${sent.location}/bookings`, { shift });
      seats.set(`${sent.signupId} ${shift}`, /outcome=([\w-]+)/.exec(booked)?.[1] ?? '');
      await delay(Math.random() * 200);
    }
  }

  /** Everyone opens their confirmation and presses its button. */
  async function confirmAll(): Promise<void> {
    for (let read = 0; !quiet; ) {
      const mail = resend.taken[read];
      if (!mail) {
        await delay(50);
        continue;
      }
      read++;
      const path = /href="http:\/\/127\.0\.0\.1:\d+(\/c\/[\w-]+)"/.exec(mail.html)?.[1];
      if (!path) continue;
      await browsers.press(path, {});
      confirmed++;
    }
  }

  const confirming = confirmAll();
  const load = Promise.all(Array.from({ length: people }, (_, place) => comeAndGo(place)));
  for (const part of [confirming, load]) part.catch(() => (over = true));
  const starts: number[] = [];
  for (let kill = 0; kill < kills && !over; kill++) await liveAndDie(start(), kill, starts);

  const killed = performance.now();
  const last = start();
  starts.push(await last.ready());
  over = true;
  await load;
  const open = async () => ({ jobs: await dueJobs(sql), unconfirmed: signups.length - confirmed });
  await expect.poll(open, { timeout: 90_000, interval: 500 }).toEqual({ jobs: 0, unconfirmed: 0 });
  // The last confirmation may have added a job between the two counts.
  await expect.poll(() => dueJobs(sql), { timeout: 10_000 }).toBe(0);
  quiet = true;
  await confirming;
  const settled = (performance.now() - killed) / 1000;
  last.kill('SIGTERM');
  expect(await last.ended).toBe(0);
  expect(last.said()).toBe('');

  const sorted = starts.sort((a, b) => a - b);
  console.log(
    `${kills} kills; ${signups.length} sign-ups and ${seats.size} answers about seats acknowledged; ` +
      `${signups.filter(({ sends }) => sends > 1).length} forms and ${browsers.retried()} requests sent again; ` +
      `${resend.taken.length} mails delivered; all quiet ${settled.toFixed(0)} s after the last kill; ` +
      `start ${sorted[0]?.toFixed(0)} to ${sorted.at(-1)?.toFixed(0)} ms, median ${sorted[sorted.length >> 1]?.toFixed(0)}`,
  );

  const rows = await sql`select id from signups`;
  expect(rows.map((row) => String(row.id)).sort()).toEqual(signups.map((sent) => sent.signupId).sort());
  const pledges = await sql`select signup_id from pledges`;
  expect(pledges.map((row) => String(row.signup_id)).sort()).toEqual(signups.map((sent) => sent.signupId).sort());
  await checkSeats(sql, seats);
  await checkMails(sql, resend);
  await checkQueue(sql);
  expect(signups.length).toBeGreaterThan(kills);
});

/** One process: killed at some moment after it serves, or, every sixth time, while it is still starting. */
async function liveAndDie(app: AppProcess, round: number, starts: number[]): Promise<void> {
  if (round % 6 !== 5) {
    starts.push(await app.ready());
    await delay(Math.random() * 900);
  } else {
    await delay(Math.random() * 500);
  }
  app.kill('SIGKILL');
  expect(await app.ended).toBe('SIGKILL');
}
