import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTest, type TestApp } from '../support/app.ts';
import { addCampaign } from '../support/campaign.ts';
import { type FakeResend, startFakeResend } from '../support/fake-resend.ts';
import { drawForm, formBody, signUp } from '../support/forms.ts';
import { freePort } from '../support/free-port.ts';
import { type AppProcess, withBuiltApp } from '../support/process.ts';

const startApp = withBuiltApp();
let t: TestApp;
let resend: FakeResend;
beforeAll(async () => {
  [t, resend] = await Promise.all([startTest({ at: 'present' }), startFakeResend()]);
  await addCampaign(t.deps);
});
afterAll(async () => {
  await t.close();
  await resend.close();
});

describe('SIGTERM', () => {
  test('lets a request that is under way be answered, takes no other, and ends with 0', async () => {
    const app = await start();
    const form = await drawForm(t.app);
    // The database makes it wait: another transaction holds the row that it needs.
    const holder = postgres(t.deps.databaseUrl, { max: 1 });
    const held = await holder.reserve();
    await held`begin`;
    await held`insert into contacts (id, email, locale) values (gen_random_uuid(), 'slow@example.org', 'fr')`;
    const body = formBody({ email: 'slow@example.org', firstName: 'Ada', form });
    const answer = fetch(`${app.url}/fr/essai/signups`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body,
      redirect: 'manual',
    });
    await delay(500);
    app.kill('SIGTERM');
    const since = performance.now();
    await delay(500);
    await expect(fetch(`${app.url}/healthz`)).rejects.toThrow();
    expect(app.alive()).toBe(true);
    await held`rollback`;
    expect((await answer).status).toBe(303);
    expect(await app.ended).toBe(0);
    expect(performance.now() - since, 'its connection is not waited for once it is idle').toBeLessThan(4_000);
    held.release();
    await holder.end();
    const [row] = await t.deps.db.$client`select count(*)::int as count from signups`;
    expect(row?.count).toBe(1);
  });

  test('lets a job that runs finish', async () => {
    await signUp(t.app, { email: 'job@example.org' });
    const holder = postgres(t.deps.databaseUrl, { max: 1 });
    const held = await holder.reserve();
    await held`begin`;
    // The job decides on its mail under a lock on the contact.
    await held`select from contacts where email = 'job@example.org' for no key update`;
    const app = await start('both');
    const locked = async () => {
      const [row] = await t.deps.db.$client`
        select count(*)::int as count from graphile_worker._private_jobs where locked_by is not null`;
      return Number(row?.count);
    };
    await delay(1_500);
    expect(await locked()).toBeGreaterThan(0);
    app.kill('SIGTERM');
    await delay(1_000);
    expect(app.alive()).toBe(true);
    await held`rollback`;
    expect(await app.ended).toBe(0);
    expect(await locked(), 'a job stayed taken by nobody').toBe(0);
    expect(resend.taken.map((mail) => mail.to)).toContain('job@example.org');
    held.release();
    await holder.end();
  });

  test('does not wait for ever for a job whose provider says nothing', async () => {
    resend.failNext({ kind: 'hang' });
    await signUp(t.app, { email: 'hung@example.org' });
    const app = await start('both');
    await delay(2_000);
    expect(await endedWithin(app)).toBeLessThan(10_000);
  });

  test('does not wait for a connection that is open and idle', async () => {
    const app = await start();
    const agent = new Agent({ keepAlive: true });
    const asked = request(`${app.url}/healthz`, { agent }).end();
    const [answer] = await once(asked, 'response');
    answer.resume();
    await once(answer, 'end');
    expect(await endedWithin(app)).toBeLessThan(2_000);
    agent.destroy();
  });

  test('does not wait for ever for one who stalls in the middle of a download, or of a form', async () => {
    const app = await start();
    const { port } = new URL(app.url);
    const reader = connect(Number(port), '127.0.0.1');
    reader.pause();
    // Many answers, none of which is read: they fill the way to the reader.
    for (let n = 0; n < 300; n++) reader.write('GET /css/terrain.css HTTP/1.1\r\nHost: localhost\r\n\r\n');
    const writer = connect(Number(port), '127.0.0.1');
    writer.write(
      'POST /fr/essai/signups HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 500\r\n\r\nemail=',
    );
    for (const socket of [reader, writer]) socket.on('error', () => {});
    await delay(500);
    expect(await endedWithin(app)).toBeLessThan(10_000);
    for (const socket of [reader, writer]) socket.destroy();
  });

  test('ends it also with every connection to the database just cut', async () => {
    const app = await start('both');
    const [backend] = await t.deps.db.$client`
      select count(pg_terminate_backend(pid))::int as count from pg_stat_activity
      where application_name like 'terrain%' and datname = current_database() and pid <> pg_backend_pid()`;
    expect(backend?.count).toBeGreaterThan(0);
    expect(await endedWithin(app)).toBeLessThan(10_000);
  });

  test('twice is once', async () => {
    const app = await start();
    app.kill('SIGTERM');
    app.kill('SIGTERM');
    app.kill('SIGINT');
    expect(await app.ended).toBe(0);
    expect(app.said()).toBe('');
  });
});

describe('npm', () => {
  test('hands SIGTERM on to the process that it runs', async () => {
    const port = await freePort();
    const npm = spawn('npm', ['run', 'web', '--silent'], {
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env(), PORT: String(port), HOST: '127.0.0.1' },
      stdio: 'ignore',
    });

    const closed = once(npm, 'close');
    const url = `http://127.0.0.1:${port}/healthz`;
    const answers = () =>
      fetch(url).then(
        (answer) => answer.ok,
        () => false,
      );
    await expect.poll(answers, { timeout: 60_000, interval: 100 }).toBe(true);
    npm.kill('SIGTERM');
    await closed;
    await expect.poll(answers, { timeout: 10_000 }).toBe(false);
  }, 240_000);
});

async function start(entry: 'web' | 'both' = 'web'): Promise<AppProcess> {
  const app = startApp({ env: env(), port: await freePort(), entry });
  await app.ready();
  return app;
}

function env(): Record<string, string> {
  return {
    DATABASE_URL: t.deps.databaseUrl,
    SECRET: t.deps.config.secret,
    RESEND_API_KEY: resend.apiKey,
    RESEND_BASE_URL: resend.url,
    MAIL_FROM: 'Terrain <terrain@example.org>',
    FORM_MIN_SECONDS: '0',
    LOG_LEVEL: 'error',
  };
}

/** Ends the process; how long it took, in milliseconds. */
async function endedWithin(app: AppProcess): Promise<number> {
  app.kill('SIGTERM');
  const since = performance.now();
  expect(await app.ended).toBe(0);
  return performance.now() - since;
}
