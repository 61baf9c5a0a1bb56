import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sendBatch } from '../../src/followups/send-batch.ts';
import { sendDue } from '../../src/followups/send-due.ts';
import { readGate } from '../../src/mail/gate.ts';
import type { Mail, Mailer, Outcome } from '../../src/mail/mailer.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { addShortCampaign, follow, states } from './following.ts';

const silent: Outcome = { kind: 'again', reason: 'no answer', away: true };
const unreached: Outcome = { ...silent, notTaken: true };

let t: TestApp;
/** Who gets no mail at this moment. */
let isAway: (to: string) => boolean;
let answer: Outcome;
let taken: Map<string, string[]>;
let tries: Map<string, number>;
beforeEach(() => {
  isAway = () => true;
  answer = silent;
  taken = new Map();
  tries = new Map();
});
afterEach(() => t.close());

describe('while a provider that knows keys is away', () => {
  beforeEach(async () => {
    t = await startTest({ mailer: { ...oneByOne('resend'), sendTogether } });
    await addShortCampaign(t);
  });

  test('only what was under way may have gone; a pause holds the rest, and each goes once when it is back', async () => {
    await follow(t, 300);
    await sendAll();
    expect(await handed()).toBe(100);
    await t.deps.db.$client`
      insert into campaign_pauses (campaign_id, paused_at, reason) select id, now(), 'by-hand' from campaigns`;
    isAway = () => false;
    await afterTheGate();
    expect(await counts()).toEqual({ sent: 100, queued: 200 });
    await t.deps.db.$client`delete from campaign_pauses`;
    await sendAll();
    expect(await counts()).toEqual({ sent: 300 });
    expect([...taken.values()].flat()).toHaveLength(300);
  });

  test('it is asked less and less often, by one mail more, and nothing is given up for a day', async () => {
    await follow(t, 300);
    await sendAll();
    const waits = [await closedFor()];
    for (let time = 0; time < 13; time += 1) {
      await afterTheGate();
      waits.push(await closedFor());
    }
    expect(waits.slice(0, 7)).toEqual([30, 60, 120, 240, 480, 900, 900]);
    expect(await handed()).toBe(113);
    expect(await counts()).toEqual({ queued: 300 });
    isAway = () => false;
    await afterTheGate();
    for (let time = 0; time < 15; time += 1) await pass(60);
    expect(await counts()).toEqual({ sent: 300 });
    expect([...taken.values()].flat()).toHaveLength(300);
    expect(await readGate(t.deps.db, t.clock.now())).toEqual({ closedUntil: undefined, stopped: '', isAway: false });
  });

  test('longer than a key lasts, what may have gone is given up as such, and nothing else is', async () => {
    await follow(t, 101);
    await sendAll();
    await pass(23 * 3_600 + 60);
    isAway = () => false;
    await pass(60);
    expect(await states(t)).toEqual({ 'failed may-have-gone: no-answer': 100, sent: 1 });
  });

  test('for one mail alone, the others wait for half a minute once', async () => {
    await follow(t, 300);
    isAway = (to) => to === 'n1@example.org';
    const [alone] = await t.deps.db.$client`
      update messages set batch_id = id
      where contact_id = (select id from contacts where email = 'n1@example.org') returning id`;
    await sendBatch(t.deps, String(alone?.id));
    expect(await closedFor()).toBe(30);
    await afterTheGate();
    expect(await counts()).toEqual({ queued: 1, sent: 299 });
    for (let time = 0; time < 4; time += 1) {
      await pass(60);
      expect(await closedFor()).toBe(0);
    }
  });
});

describe('while a mail server is away', () => {
  beforeEach(async () => {
    t = await startTest({ mailer: oneByOne('smtp') });
    await addShortCampaign(t);
  });

  test('what may have gone is not tried more often than by the queue’s backoff, for no key makes twice once', async () => {
    await follow(t, 5);
    await sendAll();
    for (let minute = 0; minute < 17 * 60; minute += 1) {
      t.clock.advance(60_000);
      if (minute < 60 || minute % 10 === 0) await t.runDueJobs();
    }
    expect(await states(t)).toEqual({ 'failed may-have-gone: no answer': 5 });
    expect(Math.max(...tries.values())).toBe(12);
  });

  test('what has surely not gone is decided on anew, however long it takes', async () => {
    answer = unreached;
    await follow(t, 20);
    await sendAll();
    expect(await handed()).toBe(0);
    for (let time = 0; time < 20; time += 1) await afterTheGate();
    expect(await counts()).toEqual({ queued: 20 });
    isAway = () => false;
    await afterTheGate();
    expect(await counts()).toEqual({ sent: 20 });
  });
});

function take(to: string, key: string): Outcome {
  tries.set(to, (tries.get(to) ?? 0) + 1);
  if (isAway(to)) return answer;
  taken.set(key, [...(taken.get(key) ?? []), to]);
  return { kind: 'sent', providerId: '' };
}

function oneByOne(name: Mailer['name']): Mailer {
  return { name, send: async ({ to }, key) => take(to, key), close: async () => {} };
}

async function sendTogether(mails: Mail[], key: string): Promise<Outcome[]> {
  return mails.map(({ to }) => take(to, key));
}

async function handed(): Promise<number> {
  return (await t.deps.db.$client`select from messages where handed_at is not null`).length;
}

async function counts(): Promise<Record<string, number>> {
  const rows = await t.deps.db.$client`select state, count(*)::int as count from messages group by 1`;
  return Object.fromEntries(rows.map(({ state, count }) => [String(state), Number(count)]));
}

/** In seconds. */
async function closedFor(): Promise<number> {
  const { closedUntil } = await readGate(t.deps.db, t.clock.now());
  return closedUntil ? Math.round((closedUntil.getTime() - t.clock.now().getTime()) / 1_000) : 0;
}

async function afterTheGate(): Promise<void> {
  await pass((await closedFor()) + 1);
}

async function pass(seconds: number): Promise<void> {
  t.clock.advance(seconds * 1_000);
  await t.runDueJobs();
}

async function sendAll(): Promise<void> {
  await sendDue(t.deps, undefined);
  await t.runDueJobs();
}
