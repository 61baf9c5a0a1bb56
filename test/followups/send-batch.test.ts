import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sendBatch } from '../../src/followups/send-batch.ts';
import { messages } from '../../src/followups/table.ts';
import type { Mail, Mailer, Outcome } from '../../src/mail/mailer.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { aCampaign, addCampaign } from '../support/campaign.ts';
import { enrolPlanned } from '../support/enrolments.ts';
import { join } from './inbox.ts';

type Handed = { mail: Mail; key: string };

let t: TestApp;
let handed: Handed[];
/** What the transport answers, in turn; afterwards it takes everything. */
let answers: (Outcome | Error)[];
beforeEach(async () => {
  handed = [];
  answers = [];
  const mailer: Mailer = {
    name: 'resend',
    async send(mail, key) {
      handed.push({ mail, key });
      const answer = answers.shift() ?? { kind: 'sent', providerId: `p${handed.length}` };
      if (answer instanceof Error) throw answer;
      return answer;
    },
    async close() {},
  };
  t = await startTest({ mailer });
  await addCampaign(t.deps);
});
afterEach(() => t.close());

describe('a message handed over', () => {
  test('by ten workers at once goes under one key, with the same bytes, and is on the timeline once', async () => {
    const id = await planned();
    await Promise.all(Array.from({ length: 10 }, () => sendBatch(t.deps, id)));
    expect(new Set(handed.map(({ key }) => key))).toEqual(new Set([id]));
    expect(new Set(handed.map(({ mail }) => JSON.stringify(mail))).size).toBe(1);
    expect(await stateOf(id)).toMatchObject({ state: 'sent', reason: '' });
    expect(await sentOnTimeline()).toBe(1);
  });

  test('by a worker that died before noting it goes again under the same key, and once it is noted no more', async () => {
    const id = await planned();
    await t.deps.db.update(messages).set({ handedAt: new Date() }).where(eq(messages.id, id));
    await sendBatch(t.deps, id);
    await sendBatch(t.deps, id);
    expect(handed.map(({ key }) => key)).toEqual([id]);
    expect(await sentOnTimeline()).toBe(1);
  });

  test('that the transport will never take has failed, with its words', async () => {
    const id = await planned();
    answers = [{ kind: 'refused', reason: 'Resend: 422 no such address' }];
    await sendBatch(t.deps, id);
    expect(await stateOf(id)).toMatchObject({ state: 'failed', reason: 'Resend: 422 no such address' });
    await sendBatch(t.deps, id);
    expect(handed).toHaveLength(1);
  });

  test('that is not taken now waits, with the reason, and goes later', async () => {
    const id = await planned();
    answers = [{ kind: 'again', reason: 'Resend: 500' }];
    await expect(sendBatch(t.deps, id)).rejects.toThrow('mail not taken');
    expect(await stateOf(id)).toMatchObject({ state: 'queued', reason: 'Resend: 500' });
    await sendBatch(t.deps, id);
    expect(await stateOf(id)).toMatchObject({ state: 'sent', reason: '' });
    expect(await sentOnTimeline()).toBe(1);
  });

  test('that is never taken, but for passing reasons, is given up in the end', async () => {
    const id = await planned();
    for (let attempt = 1; attempt < 12; attempt++) {
      answers = [{ kind: 'again', reason: 'SMTP: 450 later', notTaken: true }];
      await expect(sendBatch(t.deps, id, attempt)).rejects.toThrow('mail not taken');
    }
    answers = [{ kind: 'again', reason: 'SMTP: 450 later', notTaken: true }];
    await sendBatch(t.deps, id, 12);
    expect(await stateOf(id)).toMatchObject({ state: 'failed', reason: 'SMTP: 450 later' });
  });

  test('that has no words in any language it could be in has failed, and does not stay on its way for ever', async () => {
    const { sequences } = aCampaign();
    const wordless = sequences.map((one) => ({ ...one, steps: one.steps.map((step) => ({ ...step, texts: {} })) }));
    await addCampaign(t.deps, { sequences: wordless });
    const id = await planned();
    await t.deps.db.$client`
      insert into consents (id, contact_id, campaign_id, purpose, channel, action, wording, locale, source, at)
      select gen_random_uuid(), contact_id, campaign_id, 'follow-up', 'email', 'granted', '', 'fr', 'confirm-page', now()
      from messages`;
    await t.deps.db.update(messages).set({ name: 'welcome' }).where(eq(messages.id, id));
    await enrolPlanned(t.deps);
    await sendBatch(t.deps, id);
    expect(await stateOf(id)).toMatchObject({ state: 'failed', reason: 'the sequence has no step welcome' });
    expect(handed).toEqual([]);
  });

  test('to an address that was suppressed since is not sent', async () => {
    const id = await planned();
    await t.deps.db.$client`insert into suppressions (email, reason, at) values ('ada@example.org', 'bounced', now())`;
    await sendBatch(t.deps, id);
    expect(await stateOf(id)).toMatchObject({ state: 'suppressed', reason: 'suppressed' });
    expect(handed).toEqual([]);
  });

  test('whose transport breaks off stays on its way, and the next try ends it', async () => {
    const id = await planned();
    answers = [new Error('socket hang up')];
    await expect(sendBatch(t.deps, id)).rejects.toThrow('socket hang up');
    await sendBatch(t.deps, id);
    expect(await stateOf(id)).toMatchObject({ state: 'sent' });
    expect(new Set(handed.map(({ key }) => key)).size).toBe(1);
  });
});

/** Plans a confirmation without sending it; returns the message's id, which is its batch's, for it goes alone. */
async function planned(): Promise<string> {
  await join(t);
  const sql = t.deps.db.$client;
  await sql.unsafe(`
    create function hold() returns trigger language plpgsql as $$ begin new.run_at = '2999-01-01'; return new; end $$;
    create trigger hold before insert on graphile_worker._private_jobs for each row
      when (new.key like 'batch:%') execute function hold()`);
  await t.runDueJobs();
  const [message] = await sql`update messages set batch_id = id returning id`;
  return String(message?.id);
}

async function stateOf(id: string) {
  const [message] = await t.deps.db.select().from(messages).where(eq(messages.id, id));
  return { state: message?.state, reason: message?.reason };
}

async function sentOnTimeline(): Promise<number> {
  const [row] = await t.deps.db.$client`select count(*)::int as count from activities where kind = 'message.sent'`;
  return Number(row?.count);
}
