import { setTimeout as delay } from 'node:timers/promises';
import { Logger, runOnce } from 'graphile-worker';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hastenBatch, startBatch } from '../../src/followups/start-batch.ts';
import { enqueue } from '../../src/jobs/enqueue.ts';
import { openJobPool } from '../../src/jobs/pool.ts';
import { startRunner } from '../../src/jobs/runner.ts';
import { resendMailer } from '../../src/mail/resend.ts';
import { jobHandlers } from '../../src/process.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { type FakeResend, startFakeResend } from '../support/fake-resend.ts';
import { addShortCampaign, follow, states } from './following.ts';

let t: TestApp;
let resend: FakeResend;
beforeEach(async () => {
  resend = await startFakeResend();
  const mailer = resendMailer({ apiKey: resend.apiKey, baseUrl: resend.url, timeoutMs: 10_000 });
  const env = { RESEND_API_KEY: resend.apiKey, RESEND_CALLS_PER_SECOND: '2', MAIL_FROM: 'Terrain <t@example.org>' };
  t = await startTest({ mailer, env });
  await addShortCampaign(t);
});
afterEach(async () => {
  await t.close();
  await resend.close();
});

test('however many wake the sender while it sends, no more than a few batches wait, and all goes', async () => {
  await follow(t, 450);
  for (let time = 0; time < 60; time += 1) await wake();
  const runner = await startRunner(t.deps, jobHandlers);
  const waiting: number[] = [];
  for (let time = 0; (await states(t)).sent !== 450 && time < 600; time += 1) {
    if (time < 60) await wake();
    waiting.push((await waitingBatches()).length);
    await delay(25);
  }
  await runner.stop();
  // Each of the four jobs at once may have added one in the same moment.
  expect(Math.max(...waiting)).toBeLessThanOrEqual(4);
  expect(await states(t)).toEqual({ sent: 450 });
  await t.runDueJobs();
  expect(new Set(resend.taken.map(({ to }) => to)).size).toBe(450);
  expect(resend.calls.length, 'mails that are due together go together').toBeLessThan(10);
  expect(await t.deps.db.$client`select from graphile_worker._private_jobs`).toHaveLength(0);
}, 240_000);

test('a batch that waits takes what falls due later, too; one that runs is left to what it has seen', async () => {
  const [soon, later] = [new Date('2030-01-01T00:00:00Z'), new Date('2030-01-01T00:00:01Z')];
  for (const by of [soon, later, soon]) await startBatch(t.deps.db, by);
  const [first] = await waitingBatches();
  expect(first?.dueBy).toBe(later.toISOString());
  await t.deps.db.$client`update graphile_worker._private_jobs set locked_at = now(), locked_by = 'one', attempts = 1`;
  await startBatch(t.deps.db, soon);
  const all = await waitingBatches();
  expect(all.map(({ dueBy }) => dueBy)).toEqual([soon.toISOString()]);
  expect(all[0]?.batchId).not.toBe(first?.batchId);
  const kept = await t.deps.db
    .$client`select from graphile_worker._private_jobs where key = ${`batch:${first?.batchId}`}`;
  expect(kept, 'it may be tried again').toHaveLength(1);
});

test('what somebody waits for is done before the batches that wait, unless one has waited for long', async () => {
  await startBatch(t.deps.db, t.clock.now());
  await enqueue(t.deps.db, 'followups.enrol', { activityIds: [] });
  await hastenBatch(t.deps.db);
  expect(await runRecording()).toEqual(['enrol', 'batch']);
  await startBatch(t.deps.db, t.clock.now());
  await t.deps.db.$client`update graphile_worker._private_jobs set run_at = now() - interval '4 seconds'`;
  await enqueue(t.deps.db, 'followups.enrol', { activityIds: [] });
  await hastenBatch(t.deps.db);
  await startBatch(t.deps.db, t.clock.now());
  expect(await runRecording()).toEqual(['batch', 'enrol']);
});

test('a batch for which nothing is due costs no call', async () => {
  await startBatch(t.deps.db, t.clock.now());
  await t.runDueJobs();
  expect(await t.deps.db.$client`select from mail_gate`).toHaveLength(0);
});

async function wake(): Promise<void> {
  await enqueue(t.deps.db, 'followups.send', { dueBy: new Date().toISOString() });
}

async function waitingBatches(): Promise<{ batchId: string; dueBy: string }[]> {
  const rows = await t.deps.db.$client`
    select payload ->> 'batchId' as id, payload ->> 'dueBy' as due from graphile_worker._private_jobs as jobs
    join graphile_worker._private_tasks as tasks on tasks.id = jobs.task_id
    where identifier = 'followups.send-batch' and is_available`;
  return rows.map(({ id, due }) => ({ batchId: String(id), dueBy: String(due) }));
}

/** Runs what is due, one after the other; returns the order. */
async function runRecording(): Promise<string[]> {
  const ran: string[] = [];
  const pgPool = openJobPool(t.deps, 3);
  const record = (name: string) => async () => void ran.push(name);
  const taskList = { 'followups.enrol': record('enrol'), 'followups.send-batch': record('batch') };
  await runOnce({ pgPool, taskList, noHandleSignals: true, concurrency: 1, logger: new Logger(() => () => {}) });
  await pgPool.end();
  return ran;
}
