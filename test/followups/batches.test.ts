import { eq, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sendBatch } from '../../src/followups/send-batch.ts';
import { sendDue } from '../../src/followups/send-due.ts';
import { messages } from '../../src/followups/table.ts';
import { resendMailer } from '../../src/mail/resend.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { type FakeResend, startFakeResend } from '../support/fake-resend.ts';
import { addShortCampaign, follow, formBatch, states } from './following.ts';

let t: TestApp;
let resend: FakeResend;
beforeEach(async () => {
  resend = await startFakeResend();
  const mailer = resendMailer({ apiKey: resend.apiKey, baseUrl: resend.url, timeoutMs: 2_000 });
  t = await startTest({ mailer, env: { WEEKLY_MAILS: '1' } });
  await addShortCampaign(t);
});
afterEach(async () => {
  await t.close();
  await resend.close();
});

describe('mails that are due together', () => {
  test('go in calls of a hundred, each person’s once, with their own links and name', async () => {
    await follow(t, 250);
    await sendAll();
    expect(resend.calls.map(({ path, mails }) => [path, mails])).toEqual([
      ['/emails/batch', 100],
      ['/emails/batch', 100],
      ['/emails/batch', 50],
    ]);
    expect(new Set(resend.calls.map(({ key }) => key)).size).toBe(3);
    expect(new Set(resend.taken.map(({ to }) => to)).size).toBe(250);
    expect(new Set(resend.taken.map(({ headers }) => headers['List-Unsubscribe'])).size).toBe(250);
    for (const mail of resend.taken) {
      const letters = mail.to.replace(/\D/g, '').replace(/\d/g, (digit) => 'abcdefghij'.charAt(Number(digit)));
      expect(mail.subject).toBe(`Bonjour Prénom ${letters}`);
      expect(mail.html).toContain(mail.headers['List-Unsubscribe']?.slice(1, -1));
    }
    expect(await states(t)).toEqual({ sent: 250 });
    const [line] = await t.deps.db.$client`
      select count(*)::int as count from activities where kind = 'message.sent'
        and data ->> 'subject' like 'Bonjour Prénom %'`;
    expect(line?.count).toBe(250);
    const [known] = await t.deps.db.$client`
      select count(distinct provider_id)::int as count from messages where batch_id is null`;
    expect(known?.count).toBe(250);
  });

  test('to one person are decided on one after the other', async () => {
    await follow(t, 3);
    await t.deps.db.$client`
      insert into messages (id, contact_id, campaign_id, name, subject_id, locale, state, due_at, created_at)
      select gen_random_uuid(), contact_id, campaign_id, 'act', subject_id, locale, state, due_at, created_at
      from messages`;
    await t.deps.db.$client`update sequences set steps = steps || jsonb_set(steps -> 0, '{key}', '"act"')`;
    await sendAll();
    expect(resend.taken).toHaveLength(3);
    expect(await states(t)).toEqual({ sent: 3, 'queued weekly-limit': 3 });
  });

  test('leave out who has left, is suppressed or was erased by then', async () => {
    await follow(t, 10);
    await formBatch(t);
    await leave('n1@example.org');
    await t.deps.db.$client`insert into suppressions (email, reason, at) values ('n2@example.org', 'bounced', now())`;
    await sendAll();
    expect(resend.taken).toHaveLength(8);
    expect(await states(t)).toEqual({ sent: 8, 'suppressed no-consent': 1, 'suppressed suppressed': 1 });
  });
});

describe('a batch', () => {
  test('that was taken before the process died goes again as it was, and is one', async () => {
    await follow(t, 20);
    const batchId = await formBatch(t);
    resend.failNext({ kind: 'drop-after-accepting' });
    await sendBatch(t.deps, batchId);
    t.clock.advance(31_000);
    await sendBatch(t.deps, batchId);
    expect(resend.calls).toHaveLength(2);
    expect(new Set(resend.calls.map(({ key }) => key))).toEqual(new Set([`batch/${batchId}`]));
    expect(resend.taken).toHaveLength(20);
    expect(await states(t)).toEqual({ sent: 20 });
  });

  test('that ten workers have goes once', async () => {
    await follow(t, 20);
    const batchId = await formBatch(t);
    await Promise.all(Array.from({ length: 10 }, () => sendBatch(t.deps, batchId)));
    expect(resend.taken).toHaveLength(20);
    expect(await states(t)).toEqual({ sent: 20 });
    const [line] = await t.deps.db.$client`select count(*)::int as count from activities where kind = 'message.sent'`;
    expect(line?.count).toBe(20);
  });

  test('that may have gone, and of whom one has left since, is had out by its key: it had gone', async () => {
    await follow(t, 20);
    const batchId = await formBatch(t);
    await dieAfterHandingOver(batchId);
    await leave('n1@example.org');
    await sendBatch(t.deps, batchId);
    expect(resend.taken).toHaveLength(20);
    expect(await states(t)).toEqual({ sent: 19, 'suppressed may-have-gone: no-consent': 1 });
  });

  test('that may have gone, and of whom one has left since, is had out by its key: it had not gone', async () => {
    await follow(t, 20);
    const batchId = await formBatch(t);
    await t.deps.db.update(messages).set({ handedAt: t.clock.now() }).where(eq(messages.batchId, batchId));
    await leave('n1@example.org');
    await sendBatch(t.deps, batchId);
    expect(resend.taken.map(({ to }) => to)).not.toContain('n1@example.org');
    expect(resend.taken).toHaveLength(19);
    expect(await states(t)).toEqual({ sent: 19, 'suppressed may-have-gone: no-consent': 1 });
  });

  test('with one that is at fault goes mail by mail, and that one alone is given up', async () => {
    await follow(t, 5);
    resend.failNext({ kind: 'answer', status: 422, name: 'validation_error' });
    const batchId = await formBatch(t);
    await sendBatch(t.deps, batchId);
    expect(resend.taken).toEqual([]);
    expect(await states(t)).toEqual({ queued: 5 });
    resend.failNext({ kind: 'answer', status: 422, name: 'validation_error' });
    await sendAll();
    expect(resend.taken).toHaveLength(4);
    expect(await states(t)).toEqual({
      'failed Resend: 422 validation_error refused with validation_error': 1,
      sent: 4,
    });
  });

  test('is not made to wait by those that nobody waits for: who confirms goes first', async () => {
    await follow(t, 300);
    await t.deps.db.$client`
      update messages set name = 'confirm', urgent = true, due_at = due_at + interval '1 second'
      where contact_id = (select id from contacts where email = 'n300@example.org')`;
    await t.deps.db
      .$client`delete from consents where contact_id = (select id from contacts where email = 'n300@example.org')`;
    t.clock.advance(2_000);
    await sendAll();
    expect(resend.taken.slice(0, 100).map(({ to }) => to)).toContain('n300@example.org');
    expect(resend.taken).toHaveLength(300);
  });
});

describe('a new batch', () => {
  test('whose worker died after handing it over goes again under its key, without what fell due since', async () => {
    await follow(t, 20);
    const [batchId, due] = [uuidv7(), t.clock.now().toISOString()];
    await hideAllBut(15);
    resend.failNext({ kind: 'drop-after-accepting' });
    await sendBatch(t.deps, batchId, 1, due);
    t.clock.advance(31_000);
    await showAll();
    await sendBatch(t.deps, batchId, 2, due);
    expect(resend.calls.map(({ mails, key }) => [mails, key])).toEqual([
      [15, `batch/${batchId}`],
      [15, `batch/${batchId}`],
    ]);
    expect(await states(t)).toEqual({ queued: 5, sent: 15 });
    await t.runDueJobs();
    expect(resend.taken).toHaveLength(20);
    expect(await states(t)).toEqual({ sent: 20 });
  });

  test('whose worker died before it was made is not made at the second try: what is due goes under a key of its own', async () => {
    await follow(t, 20);
    const batchId = uuidv7();
    await sendBatch(t.deps, batchId, 2, t.clock.now().toISOString());
    expect(resend.calls).toEqual([]);
    await t.runDueJobs();
    expect(resend.calls).toHaveLength(1);
    expect(resend.calls[0]?.key).not.toBe(`batch/${batchId}`);
    expect(await states(t)).toEqual({ sent: 20 });
  });

  test('is one of ten that are made at once: each takes up others, and nobody is written to twice', async () => {
    await follow(t, 950);
    const due = t.clock.now().toISOString();
    await Promise.all(Array.from({ length: 10 }, () => sendBatch(t.deps, uuidv7(), 1, due)));
    await t.runDueJobs();
    expect(resend.taken).toHaveLength(950);
    expect(new Set(resend.taken.map(({ to }) => to)).size).toBe(950);
    expect(await states(t)).toEqual({ sent: 950 });
  });

  test('waits for nobody: whoever is being changed at this moment goes with another', async () => {
    await follow(t, 20);
    await t.deps.db.transaction(async (tx) => {
      await tx.execute(sql`select from contacts where email = 'n1@example.org' for update`);
      await sendBatch(t.deps, uuidv7(), 1, t.clock.now().toISOString());
    });
    expect(await states(t)).toEqual({ queued: 1, sent: 19 });
    await t.runDueJobs();
    expect(await states(t)).toEqual({ sent: 20 });
  });

  test('needs no second connection while it holds people: the next one is begun once there is one', async () => {
    await follow(t, 150);
    const gone = Promise.withResolvers<void>();
    const others = Array.from({ length: t.deps.db.$client.options.max - 1 }, () =>
      t.deps.db.transaction(async (tx) => {
        await tx.execute(sql`select`);
        await gone.promise;
      }),
    );
    await sendBatch(t.deps, uuidv7(), 1, t.clock.now().toISOString());
    gone.resolve();
    await Promise.all(others);
    expect(await states(t)).toEqual({ queued: 50, sent: 100 });
    await t.runDueJobs();
    expect(await states(t)).toEqual({ sent: 150 });
  });

  test('is made of no more than a new domain may send in the day, however many are made at once', async () => {
    await follow(t, 900);
    const now = t.clock.now();
    const today = new Intl.DateTimeFormat('en-CA', { timeZone: t.deps.config.timezone }).format(now);
    Object.assign(t.deps.config, { warmUpFrom: today });
    await Promise.all(Array.from({ length: 8 }, () => sendBatch(t.deps, uuidv7(), 1, now.toISOString())));
    await t.runDueJobs();
    expect(resend.taken).toHaveLength(150);
  });
});

async function hideAllBut(count: number): Promise<void> {
  await t.deps.db.$client`
    update messages set due_at = due_at + interval '1 day' where id not in (select id from messages limit ${count})`;
}

async function showAll(): Promise<void> {
  await t.deps.db.$client`
    update messages set due_at = due_at - interval '1 day' where due_at > ${t.clock.now().toISOString()}`;
}

async function sendAll(): Promise<void> {
  await sendDue(t.deps, undefined);
  await t.runDueJobs();
}

async function dieAfterHandingOver(batchId: string): Promise<void> {
  await sendBatch(t.deps, batchId);
  await t.deps.db
    .$client`update messages set state = 'queued', handed_at = ${t.clock.now().toISOString()}, batch_id = ${batchId}`;
  await t.deps.db.$client`delete from activities where kind = 'message.sent'`;
}

async function leave(email: string): Promise<void> {
  await t.deps.db.$client`
    insert into consents (id, contact_id, campaign_id, purpose, channel, action, wording, locale, source, at)
    select gen_random_uuid(), contact_id, campaign_id, 'follow-up', 'email', 'withdrawn', '', 'fr', 'unsubscribe-page', ${t.clock.now().toISOString()}
    from messages where contact_id = (select id from contacts where email = ${email})`;
}
