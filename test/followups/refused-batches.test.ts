import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { keepEvent } from '../../src/delivery/keep-event.ts';
import { sendBatch } from '../../src/followups/send-batch.ts';
import { sendDue } from '../../src/followups/send-due.ts';
import { readGate } from '../../src/mail/gate.ts';
import { resendMailer } from '../../src/mail/resend.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { type FakeResend, startFakeResend } from '../support/fake-resend.ts';
import { addShortCampaign, follow, formBatch, states } from './following.ts';

const lastTry = 12;
let t: TestApp;
let resend: FakeResend;
beforeEach(async () => {
  resend = await startFakeResend();
  t = await startTest({ mailer: resendMailer({ apiKey: resend.apiKey, baseUrl: resend.url, timeoutMs: 2_000 }) });
  await addShortCampaign(t);
});
afterEach(async () => {
  await t.close();
  await resend.close();
});

describe('a batch that the provider answers with its own fault', () => {
  test('may have been taken: it goes again under its key, as often as it takes, and is taken once', async () => {
    await follow(t, 20);
    const batchId = await formBatch(t);
    for (const status of [500, 502, 503]) {
      resend.failNext({ kind: 'answer', status, name: 'application_error' });
      await sendBatch(t.deps, batchId);
      t.clock.advance(31_000);
      expect(await ofBatch(batchId), 'it stays together').toBe(20);
    }
    resend.failNext({ kind: 'drop-after-accepting' });
    await sendBatch(t.deps, batchId);
    await sendBatch(t.deps, batchId);
    expect(new Set(resend.calls.map(({ key }) => key))).toEqual(new Set([`batch/${batchId}`]));
    expect(resend.taken).toHaveLength(20);
    expect(await states(t)).toEqual({ sent: 20 });
  });

  test('to the last try is given up as one that may have gone, and an event shows that it did', async () => {
    await follow(t, 2);
    const batchId = await formBatch(t);
    resend.failNext({ kind: 'drop-after-accepting' });
    await sendBatch(t.deps, batchId, lastTry);
    const given = Object.keys(await states(t));
    expect(given).toHaveLength(1);
    expect(given[0]).toMatch(/^failed may-have-gone: Resend/);
    const [mail] = resend.taken;
    const data = { email_id: mail?.id, to: [mail?.to], tags: { message: mail?.message } };
    const content = { type: 'email.delivered', created_at: new Date(), data };
    await keepEvent(t.deps, { id: 'msg_1', kind: 'email.delivered', content });
    await t.runDueJobs();
    expect(await states(t)).toMatchObject({ delivered: 1 });
  });

  test('and that had surely not been taken is given up without a doubt', async () => {
    await follow(t, 1);
    const [alone] = await t.deps.db.$client`update messages set batch_id = id returning id`;
    resend.failNext({ kind: 'answer', status: 422, name: 'validation_error' });
    await sendBatch(t.deps, String(alone?.id), lastTry);
    expect(await states(t)).toEqual({ 'failed Resend: 422 validation_error refused with validation_error': 1 });
  });
});

describe('a provider whose quota is spent', () => {
  test.each(['daily_quota_exceeded', 'monthly_quota_exceeded'])(
    'says %s: everything waits, it is told why, and one mail at a time tries whether it is over',
    async (name) => {
      await follow(t, 30);
      resend.failNext({ kind: 'answer', status: 429, name });
      await sendAll();
      expect((await readGate(t.deps.db, t.clock.now())).stopped).toContain(name);
      t.clock.advance(60_000);
      await sendAll();
      expect(resend.calls, 'not asked again and again').toHaveLength(0);
      t.clock.advance(5 * 60_000);
      await sendAll();
      expect(resend.calls[0]?.mails).toBe(1);
      expect(await states(t)).toEqual({ sent: 30 });
    },
  );
});

test('batches whose jobs have died before anything was handed over do not hold up all the others', async () => {
  await follow(t, 900);
  await t.deps.db.$client`
    update messages set batch_id = gen.id from (
      select id as message, ('00000000-0000-7000-8000-00000000000' || n % 9)::uuid as id
      from (select id, row_number() over (order by id) as n from messages) as counted where n % 9 < 8) as gen
    where messages.id = gen.message`;
  t.clock.advance(2 * 3_600_000);
  await sendAll();
  expect(await states(t)).toEqual({ sent: 900 });
  expect(new Set(resend.taken.map(({ to }) => to)).size).toBe(900);
}, 240_000);

async function ofBatch(batchId: string): Promise<number> {
  return (await t.deps.db.$client`select from messages where batch_id = ${batchId} and state = 'queued'`).length;
}

async function sendAll(): Promise<void> {
  await sendDue(t.deps, undefined);
  await t.runDueJobs();
}
