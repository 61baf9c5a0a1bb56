import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sendDue } from '../../src/followups/send-due.ts';
import { warmUpCap } from '../../src/followups/warm-up.ts';
import { enqueue } from '../../src/jobs/enqueue.ts';
import { bookCall, readGate } from '../../src/mail/gate.ts';
import { resendMailer } from '../../src/mail/resend.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { addCampaign } from '../support/campaign.ts';
import { type FakeResend, startFakeResend } from '../support/fake-resend.ts';
import { addShortCampaign, follow, states } from './following.ts';

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

describe('a transport that takes no mail', () => {
  test('because of the key stops everything: each waits, and nothing more is tried until it is tried again', async () => {
    await follow(t, 250);
    resend.failNext({ kind: 'answer', status: 401, name: 'restricted_api_key' });
    await sendAll();
    expect(resend.calls).toHaveLength(0);
    expect(await states(t)).toEqual({
      queued: 150,
      'queued Resend: 401 restricted_api_key refused with restricted_api_key': 100,
    });
    expect((await readGate(t.deps.db, t.clock.now())).stopped).toContain('401');
    await sendAll();
    expect(resend.calls).toHaveLength(0);
    t.clock.advance(5 * 60_000 + 1_000);
    await sendAll();
    expect(resend.calls[0]?.mails).toBe(1);
    expect(await states(t)).toEqual({ sent: 250 });
    expect(await readGate(t.deps.db, t.clock.now())).toEqual({ closedUntil: undefined, stopped: '', isAway: false });
  });

  test('loses nobody the mail that it did not take, where their sequence is changed meanwhile', async () => {
    await addCampaign(t.deps);
    await follow(t, 3);
    resend.failNext({ kind: 'answer', status: 401, name: 'restricted_api_key' });
    await sendAll();
    const [changed] = await t.deps.db.$client`
      update sequences set steps = jsonb_set(steps, '{1,delayHours}', '2') where key = 'confirmed' returning id`;
    await enqueue(t.deps.db, 'followups.replan', { sequenceId: String(changed?.id) });
    await t.runDueJobs();
    t.clock.advance(5 * 60_000 + 1_000);
    await sendAll();
    expect(await states(t)).toEqual({ sent: 3, queued: 3 });
    t.clock.advance(2 * 3_600_000);
    await sendAll();
    expect(await states(t)).toEqual({ sent: 6 });
  });

  test('because there were too many calls is left alone for as long as it asks', async () => {
    await follow(t, 20);
    resend.failNext({ kind: 'answer', status: 429, name: 'rate_limit_exceeded', headers: { 'retry-after': '30' } });
    await sendAll();
    expect(resend.calls).toHaveLength(0);
    t.clock.advance(29_000);
    await sendAll();
    expect(resend.calls).toHaveLength(0);
    t.clock.advance(2_000);
    await sendAll();
    expect(await states(t)).toEqual({ sent: 20 });
  });
});

test('calls that many make at once are booked one after the other, at the limit’s distance', async () => {
  const waits = await Promise.all(Array.from({ length: 10 }, () => bookCall(t.deps.db, 5)));
  const inOrder = waits.toSorted((one, other) => one - other);
  expect(inOrder[0]).toBeLessThan(50);
  for (const [index, wait] of inOrder.entries()) expect(Math.abs(wait - index * 200)).toBeLessThan(1_000);
  expect(inOrder.at(-1)).toBeGreaterThan(1_000);
});

test('a new domain is known by a few more mails each day, until nobody counts', () => {
  const caps = Array.from({ length: 22 }, (_, day) => warmUpCap(day));
  expect(caps.slice(0, 8)).toEqual([150, 250, 400, 700, 1_000, 1_500, 2_000, 4_000]);
  expect(caps.at(-1)).toBe(Number.POSITIVE_INFINITY);
  expect(warmUpCap(-1)).toBe(0);
});

test('while a domain is warmed up, no more than the day’s mails go, and the others the day after', async () => {
  await follow(t, 300);
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: t.deps.config.timezone }).format(t.clock.now());
  Object.assign(t.deps.config, { warmUpFrom: today });
  await sendAll();
  expect(resend.taken).toHaveLength(150);
  await sendAll();
  expect(resend.taken).toHaveLength(150);
  t.clock.advance(24 * 3_600_000);
  await sendAll();
  expect(resend.taken).toHaveLength(300);
});

async function sendAll(): Promise<void> {
  await sendDue(t.deps, undefined);
  await t.runDueJobs();
}
