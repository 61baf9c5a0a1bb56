import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { keepEvent } from '../../src/delivery/keep-event.ts';
import { enqueue } from '../../src/jobs/enqueue.ts';
import { resendMailer } from '../../src/mail/resend.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { addCampaign } from '../support/campaign.ts';
import { type FakeResend, startFakeResend } from '../support/fake-resend.ts';

const permanent = { type: 'Permanent', subType: 'General', message: 'no such mailbox' };
const passing = { type: 'Transient', subType: 'MailboxFull', message: 'full' };

let t: TestApp;
let resend: FakeResend;
let answerId: string;
let told = 0;
beforeEach(async () => {
  resend = await startFakeResend();
  t = await startTest({ mailer: resendMailer({ apiKey: resend.apiKey, baseUrl: resend.url }) });
  const campaignId = await addCampaign(t.deps);
  answerId = uuidv7();
  const [contactId, conversationId, at] = [uuidv7(), uuidv7(), t.clock.now().toISOString()];
  const sql = t.deps.db.$client;
  await sql`insert into contacts (id, email, locale) values (${contactId}, 'ada@example.org', 'fr')`;
  await sql`
    insert into conversations (id, contact_id, campaign_id, last_at)
    values (${conversationId}, ${contactId}, ${campaignId}, ${at})`;
  await sql`
    insert into answers (id, conversation_id, contact_id, campaign_id, body, state, at)
    values (${answerId}, ${conversationId}, ${contactId}, ${campaignId}, 'Bien sûr !', 'queued', ${at})`;
});
afterEach(async () => {
  await t.close();
  await resend.close();
});

describe('an answer that the provider says has bounced', () => {
  test('is marked in its conversation, which waits again, and its address is written to no more', async () => {
    await send();
    expect(await stands()).toEqual({ state: 'sent', reason: '', waits: false });
    await tell('email.bounced', { bounce: permanent });
    expect(await stands()).toEqual({ state: 'failed', reason: 'General: no such mailbox', waits: true });
    expect(await blocked()).toEqual(['ada@example.org bounced']);
    // Answered by telephone meanwhile, and told of the same bounce once more.
    await t.deps.db.$client`update conversations set waiting_since = null`;
    await tell('email.bounced', { bounce: permanent });
    expect(await stands()).toMatchObject({ state: 'failed', waits: false });
  });

  test('for a passing reason is marked too, and the address is left as it was', async () => {
    await send();
    await tell('email.bounced', { bounce: passing });
    expect(await stands()).toEqual({ state: 'failed', reason: 'soft: MailboxFull: full', waits: true });
    expect(await blocked()).toEqual([]);
  });

  test('with words that are cut within a sign is marked all the same', async () => {
    await send();
    await tell('email.bounced', { bounce: { ...passing, message: `${'x'.repeat(480)}😀😀😀` } });
    expect(await stands()).toMatchObject({ state: 'failed', reason: expect.stringMatching(/x.*\ufffd$/u) });
  });

  test('before we had noted that it was sent stays bounced', async () => {
    await send();
    await t.deps.db.$client`update answers set state = 'queued'`;
    await tell('email.bounced', { bounce: permanent });
    await enqueue(t.deps.db, 'replies.send-answer', { answerId });
    await t.runDueJobs();
    expect(await stands()).toMatchObject({ state: 'failed' });
    expect(resend.taken).toHaveLength(1);
  });
});

test('an answer that arrived, or was called spam, stands as sent; after the second nothing more goes there', async () => {
  await send();
  await tell('email.delivered', {});
  expect(await stands()).toEqual({ state: 'sent', reason: '', waits: false });
  await tell('email.complained', {});
  expect(await stands()).toMatchObject({ state: 'sent' });
  expect(await blocked()).toEqual(['ada@example.org complained']);
});

async function send(): Promise<void> {
  await enqueue(t.deps.db, 'replies.send-answer', { answerId });
  await t.runDueJobs();
  expect(resend.taken).toHaveLength(1);
}

/** As the provider tells it: with the tag that the mail was sent with. */
async function tell(kind: string, more: object): Promise<void> {
  const [mail] = resend.taken;
  const data = { email_id: mail?.id, to: [mail?.to], tags: { message: mail?.message }, ...more };
  told += 1;
  await keepEvent(t.deps, { id: `msg_${told}`, kind, content: { type: kind, created_at: new Date(), data } });
  await t.runDueJobs();
}

async function stands() {
  const [row] = await t.deps.db.$client`
    select state, reason, waiting_since is not null as waits from answers join conversations c on c.id = conversation_id`;
  return { ...row };
}

async function blocked(): Promise<string[]> {
  const rows = await t.deps.db.$client`select email, reason from suppressions`;
  return rows.map(({ email, reason }) => `${email} ${reason}`);
}
