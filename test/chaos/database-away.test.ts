import { rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect } from '../../src/db/client.ts';
import { type EmbeddedServer, startEmbedded } from '../../src/db/embedded.ts';
import { migrate } from '../../src/db/migrate.ts';
import { importCampaign } from '../../src/imports/import-campaign.ts';
import { aCampaign } from '../support/campaign.ts';
import { type FakeResend, startFakeResend } from '../support/fake-resend.ts';
import { formBody } from '../support/forms.ts';
import { freePort } from '../support/free-port.ts';
import { makeOpenFolder } from '../support/open-folder.ts';
import { type AppProcess, withBuiltApp } from '../support/process.ts';
import { type Browsers, createBrowsers, type Sent } from './browser.ts';
import { type Forwarder, startForwarder } from './forwarder.ts';
import { checkMails, checkQueue, checkSeats, dueJobs } from './ledger.ts';
import { ask, lookDuringOutage, stillThere } from './outage.ts';

const secret = 'a secret that only the tests know, 42';

const startApp = withBuiltApp();
let folder: string;
let server: EmbeddedServer;
let forwarder: Forwarder;
let resend: FakeResend;
let app: AppProcess;
let browsers: Browsers;
const signups: Sent[] = [];
const seats = new Map<string, string>();
let confirmed = 0;
let quiet = false;
let confirming: Promise<void>;

beforeAll(async () => {
  folder = await makeOpenFolder('terrain-away-');
  resend = await startFakeResend();
  server = await startServer();
  await migrate(server.url);
  const campaignId = await addCampaign();
  forwarder = await startForwarder(portOf(server));
  const port = await freePort();
  const url = new URL(server.url);
  url.port = String(forwarder.port);
  app = startApp({
    port,
    env: {
      DATABASE_URL: url.href,
      SECRET: secret,
      BASE_URL: `http://127.0.0.1:${port}`,
      RESEND_API_KEY: resend.apiKey,
      RESEND_BASE_URL: resend.url,
      // What is tried is the database's absence, not the provider's limit.
      RESEND_CALLS_PER_SECOND: '0',
      // Whatever the hour of the day.
      QUIET_HOURS: 'off',
      MAIL_FROM: 'Terrain <terrain@example.org>',
      FORM_MIN_SECONDS: '0',
      SIGNUP_LIMIT_PER_MINUTE: '0',
      LOG_LEVEL: 'error',
    },
  });
  await app.ready();
  browsers = createBrowsers({ url: app.url, secret, campaignId, slug: 'essai', stillThere: () => stillThere(app) });
  confirming = confirmAll();
  // Failing, it fails at the end.
  confirming.catch(() => {});
}, 240_000);
afterAll(async () => {
  quiet = true;
  await confirming.catch(() => {});
  app.kill('SIGKILL');
  await forwarder.close();
  await server.stop();
  await resend.close();
  await rm(folder, { recursive: true, force: true });
}, 240_000);

describe('the database away under load', () => {
  test.each([
    ['refused', 20],
    ['frozen', 20],
    ['turned-away', 12],
    ['lost', 0],
  ] as const)(
    '%s for %i s: nothing acknowledged is lost, nothing typed is lost, and it recovers by itself',
    { timeout: 240_000 },
    async (how, seconds) => {
      let over = false;
      const load = Promise.all(Array.from({ length: 4 }, (_, place) => comeAndGo(`${how}-${place}`, () => over)));
      load.catch(() => {});
      confirming.catch(() => {});
      await delay(1_500);
      const drawn = await browsers.open('/fr/essai');
      const next = await browsers.signUp({ email: `${how}@example.org`, firstName: 'Ada', consent: 'yes' });
      signups.push(next);
      const before = signups.length;

      const since = performance.now();
      await forwarder.fail(how);
      if (how === 'refused') await server.stop();
      const typed = { email: `${how}-typed@example.org`, firstName: 'Grace H.', consent: 'yes' };
      const body = formBody({ ...typed, form: /name="form" value="([^"]+)"/.exec(drawn)?.[1] ?? '' });
      if (seconds > 0) await lookDuringOutage(app, next, body);
      await delay(Math.max(0, seconds * 1_000 - (performance.now() - since)));
      if (how === 'refused') server = await startServer();
      await forwarder.mend(portOf(server));
      const mended = performance.now();

      await expect.poll(async () => (await ask(app, '/readyz')).status, { timeout: 30_000, interval: 100 }).toBe(200);
      const ready = performance.now() - mended;
      stillThere(app);
      const { location } = await browsersSend(body);
      expect(location).toContain('/next/');
      const accepted = performance.now() - mended;
      expect((await browsersSend(body)).location).toBe(location);
      await expect.poll(() => signups.length, { timeout: 30_000 }).toBeGreaterThan(before);
      await delay(1_500);
      over = true;
      await load;
      await allQuiet();
      console.log(
        `${how}: ready again after ${ready.toFixed(0)} ms, accepting after ${accepted.toFixed(0)} ms, all mails gone after ` +
          `${(performance.now() - mended).toFixed(0)} ms; ${signups.length} sign-ups, ${browsers.retried()} sent again so far`,
      );
      expect(accepted).toBeLessThan(30_000);
    },
  );

  test('after all that, each acknowledged act is there once, nothing went twice, and the process is the same', async () => {
    const sql = postgres(server.url, { max: 1 });
    const rows = await sql`select id from signups where answers->>'firstName' = 'Ada'`;
    expect(rows.map((row) => String(row.id)).sort()).toEqual(signups.map((sent) => sent.signupId).sort());
    const typed = await sql`select id from signups where answers->>'firstName' = 'Grace H.'`;
    expect(typed).toHaveLength(4);
    await checkSeats(sql, seats);
    await checkMails(sql, resend);
    await checkQueue(sql);
    await sql.end();
    // The queue's library prints a trace of each worker that it has to replace; nothing may be worse than that.
    expect(app.said()).not.toContain('"level":50');
    expect(app.alive()).toBe(true);
    app.kill('SIGTERM');
    expect(await app.ended).toBe(0);
  });
});

async function browsersSend(body: string): Promise<{ location: string }> {
  const fields = Object.fromEntries(new URLSearchParams(body));
  return { location: await browsers.press('/fr/essai/signups', fields) };
}

async function comeAndGo(who: string, isOver: () => boolean): Promise<void> {
  for (let n = 0; !isOver(); n++) {
    const sent = await browsers.signUp({ email: `${who}-${n}@example.org`, firstName: 'Ada', consent: 'yes' });
    signups.push(sent);
    const shift = /name="shift" value="([^"]+)"/.exec(await browsers.open(sent.location))?.[1] ?? '';
    const booked = await browsers.press(`${sent.location}/bookings`, { shift });
    seats.set(`${sent.signupId} ${shift}`, /outcome=([\w-]+)/.exec(booked)?.[1] ?? '');
    await delay(100 + Math.random() * 200);
  }
}

async function confirmAll(): Promise<void> {
  for (let read = 0; !quiet; ) {
    const mail = resend.taken[read];
    if (!mail) {
      await delay(50);
      continue;
    }
    read++;
    const where = /href="http:\/\/127\.0\.0\.1:\d+(\/c\/[\w-]+)"/.exec(mail.html)?.[1];
    if (!where) continue;
    await browsers.press(where, {});
    confirmed++;
  }
}

/** Ends once every mail that is due has gone and every confirmation was pressed. */
async function allQuiet(): Promise<void> {
  const sql = postgres(server.url, { max: 1 });
  const left = async () => {
    const [row] = await sql`select count(*)::int as count from signups`;
    return { jobs: await dueJobs(sql), unconfirmed: Number(row?.count) - confirmed };
  };
  await expect.poll(left, { timeout: 120_000, interval: 200 }).toEqual({ jobs: 0, unconfirmed: 0 });
  await expect.poll(() => dueJobs(sql), { timeout: 30_000 }).toBe(0);
  await sql.end();
}

async function startServer(): Promise<EmbeddedServer> {
  return await startEmbedded({ dataDir: path.join(folder, 'data'), settings: { fsync: 'off' } });
}

function portOf({ url }: EmbeddedServer): number {
  return Number(new URL(url).port);
}

async function addCampaign(): Promise<string> {
  const db = connect(server.url);
  const { shifts } = aCampaign();
  const file = aCampaign({ shifts: shifts.map((shift) => ({ ...shift, seats: 5_000 })) });
  const id = await db.transaction((tx) => importCampaign(tx, file, new Date()));
  await db.$client.end();
  return id;
}
