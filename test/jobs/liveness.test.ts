import { setTimeout as delay } from 'node:timers/promises';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startLiveness } from '../../src/jobs/liveness.ts';
import { startRunner } from '../../src/jobs/runner.ts';
import { jobHandlers } from '../../src/process.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { addCampaign } from '../support/campaign.ts';
import { type FakeResend, startFakeResend } from '../support/fake-resend.ts';
import { signUp } from '../support/forms.ts';
import { freePort } from '../support/free-port.ts';
import { withBuiltApp } from '../support/process.ts';

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

describe('a job that a killed worker had taken', () => {
  test('is done by the next one within seconds', async () => {
    // The provider says nothing, so that the worker dies with the mail in its hands.
    resend.failNext({ kind: 'hang' });
    const first = startApp({ env: env(), port: await freePort() });
    await first.ready();
    await signUp(t.app);
    await expect.poll(sending, { timeout: 10_000 }).toBe(1);
    await delay(2_000);
    first.kill('SIGKILL');
    await first.ended;
    expect(await locked()).toBe(1);

    const second = startApp({ env: env(), port: await freePort() });
    await second.ready();
    const since = performance.now();
    await expect.poll(() => resend.taken.length, { timeout: 20_000, interval: 100 }).toBe(1);
    console.log(`given back and done ${((performance.now() - since) / 1000).toFixed(1)} s after the restart`);
    await expect.poll(sending).toBe(0);
    second.kill('SIGTERM');
    await second.ended;
    expect(await locked()).toBe(0);
  });
});

describe('a job that a live worker has', () => {
  test('is left to it, however long it takes and however many others look', async () => {
    const runs: string[] = [];
    const slow: typeof jobHandlers = {
      ...jobHandlers,
      'followups.send-batch': async (_, { batchId }) => {
        runs.push(batchId);
        await delay(12_000);
      },
    };
    const runner = await startRunner(t.deps, slow);
    await signUp(t.app, { email: 'grace@example.org' });
    await expect.poll(() => runs.length, { timeout: 10_000 }).toBe(1);
    const [first = ''] = runs;
    const holder = await holderOf(first);
    expect(holder).toBeTruthy();
    const others = [1, 2].map(() => startLiveness(t.deps));
    others.forEach((other, index) => {
      other.claim(`other-${index}`);
    });
    await delay(9_000);
    // The minute's look may begin another one meanwhile.
    expect(await holderOf(first), 'it was taken from it').toBe(holder);
    expect(runs.filter((one) => one === first)).toHaveLength(1);
    for (const other of others) await other.stop();
    await runner.stop();
  });

  test('is left to it also after its connection was cut, once it holds its lock again', async () => {
    const held = startLiveness(t.deps);
    held.claim('mine');
    const sql = postgres(t.deps.databaseUrl, { max: 1 });
    const holder = async () => {
      const [row] = await sql`
        select pid from pg_locks where locktype = 'advisory'
          and (classid::bigint << 32 | objid::bigint) = hashtextextended('mine', 0)`;
      return Number(row?.pid ?? 0);
    };
    await expect.poll(holder).toBeGreaterThan(0);
    const before = await holder();
    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'terrain-liveness' and datname = current_database()`;
    await expect.poll(async () => ![0, before].includes(await holder()), { timeout: 10_000 }).toBe(true);
    await sql.end();
    await held.stop();
  });
});

function env(): Record<string, string> {
  return {
    DATABASE_URL: t.deps.databaseUrl,
    SECRET: t.deps.config.secret,
    RESEND_API_KEY: resend.apiKey,
    RESEND_BASE_URL: resend.url,
    RESEND_CALLS_PER_SECOND: '0',
    MAIL_FROM: 'Terrain <terrain@example.org>',
    LOG_LEVEL: 'warn',
  };
}

async function sending(): Promise<number> {
  const [row] = await t.deps.db
    .$client`select count(*)::int as count from messages where state = 'queued' and handed_at is not null`;
  return Number(row?.count);
}

async function holderOf(batchId: string): Promise<unknown> {
  const [row] = await t.deps.db.$client`
    select locked_by from graphile_worker._private_jobs where key = ${`batch:${batchId}`}`;
  return row?.locked_by;
}

async function locked(): Promise<number> {
  const [row] = await t.deps.db.$client`
    select count(*)::int as count from graphile_worker._private_jobs where locked_by is not null`;
  return Number(row?.count);
}
