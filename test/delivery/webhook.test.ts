import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sendDue } from '../../src/followups/send-due.ts';
import { resendMailer } from '../../src/mail/resend.ts';
import { addShortCampaign, follow, states } from '../followups/following.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { type FakeResend, startFakeResend } from '../support/fake-resend.ts';

const secret = `whsec_${Buffer.from('a secret that Resend shares').toString('base64')}`;

let t: TestApp;
let resend: FakeResend;
let told = 0;
beforeEach(async () => {
  resend = await startFakeResend();
  const mailer = resendMailer({ apiKey: resend.apiKey, baseUrl: resend.url });
  t = await startTest({ mailer, env: { RESEND_WEBHOOK_SECRET: secret, WEEKLY_MAILS: '0' } });
  await addShortCampaign(t);
});
afterEach(async () => {
  await t.close();
  await resend.close();
});

describe('an event', () => {
  test('that is forged, changed, late, early, unsigned or too large is refused, and changes nothing', async () => {
    await sendTo(1);
    const body = JSON.stringify(event('email.bounced', { bounce: permanent }));
    const other = new Webhook(`whsec_${Buffer.from('another secret, not theirs').toString('base64')}`);
    const now = new Date();
    const minute = 60_000;
    const late = new Date(now.getTime() - 6 * minute);
    const early = new Date(now.getTime() + 6 * minute);
    const refused = [
      await post(body, headersOf('a', now, other.sign('a', now, body))),
      await post(body.replace('email.bounced', 'email.complained'), headersOf('b', now, sign('b', now, body))),
      await post(body, headersOf('c', late, sign('c', late, body))),
      await post(body, headersOf('d', early, sign('d', early, body))),
      await post(body, headersOf('another', now, sign('d', now, body))),
      await post(body, headersOf('e', now, '')),
      await post(body, {}),
      await post('{', headersOf('f', now, sign('f', now, '{'))),
    ];
    expect(refused.map(({ status }) => status)).toEqual(refused.map(() => 401));
    const large = `${body}${' '.repeat(300_000)}`;
    expect((await post(large, headersOf('g', now, sign('g', now, large)))).status).toBe(413);
    await t.runDueJobs();
    expect(await states(t)).toEqual({ sent: 1 });
    expect(await suppressed()).toEqual([]);
    expect(await kept()).toEqual({ count: 0, waiting: 0 });
  });

  test('of a kind that nobody knows is accepted and forgotten', async () => {
    await sendTo(1);
    expect((await tell(event('email.danced'))).status).toBe(204);
    expect((await tell({ type: 'domain.created', created_at: new Date(), data: {} })).status).toBe(204);
    expect(await kept()).toEqual({ count: 0, waiting: 0 });
  });

  test('that makes no sense is accepted, and holds up no other', async () => {
    await sendTo(1);
    await tell({ type: 'email.delivered', created_at: 'never', data: 7 });
    await tell({ ...event('email.delivered'), data: { email_id: 'unknown', to: ['x@example.org'] } });
    await tell(event('email.delivered'));
    await t.runDueJobs();
    expect(await states(t)).toEqual({ delivered: 1 });
    expect(await kept()).toEqual({ count: 3, waiting: 0 });
  });

  test('with what Postgres keeps nowhere is noted without it', async () => {
    await sendTo(2);
    const nul = { ...permanent, message: 'no\0 such mailbox', 'a\0b': '\\u0000' };
    expect((await tell(event('email.bounced', { bounce: nul }))).status).toBe(204);
    const cut = { ...permanent, message: `${'x'.repeat(490)}😀 \ud83d` };
    expect((await tell(event('email.bounced', { bounce: cut }, 1))).status).toBe(204);
    await t.runDueJobs();
    const noted = await t.deps.db.$client`select reason from messages order by length(reason)`;
    expect(noted.map(({ reason }) => reason)).toEqual([
      'General: no\ufffd such mailbox',
      `General: ${'x'.repeat(490)}\ufffd`,
    ]);
  });

  test('with a value that Postgres refuses is left out, and holds up no other', async () => {
    await sendTo(3);
    await tell(event('email.delivered'));
    await tell({ ...event('email.delivered', {}, 1), created_at: '+012026-01-01T00:00:00Z' });
    await tell(event('email.delivered', {}, 2));
    await t.runDueJobs();
    expect(await states(t)).toEqual({ delivered: 2, sent: 1 });
    expect(await kept()).toEqual({ count: 3, waiting: 0 });
  });

  test('that is told three times counts once', async () => {
    await sendTo(1);
    const bounced = event('email.bounced', { bounce: permanent });
    for (let again = 0; again < 3; again++) expect((await tell(bounced, 'one and the same')).status).toBe(204);
    await t.runDueJobs();
    await tell(bounced, 'one and the same');
    await t.runDueJobs();
    expect(await kept()).toEqual({ count: 1, waiting: 0 });
    expect(await counted()).toEqual({ bounced: 1, sent: 1 });
  });

  test('finds its mail by the provider’s id where it names none of ours', async () => {
    await sendTo(1);
    const { data, ...rest } = event('email.delivered');
    await tell({ ...rest, data: { ...data, tags: undefined } });
    await t.runDueJobs();
    expect(await states(t)).toEqual({ delivered: 1 });
  });

  test('that is quicker than the note of the mail’s being taken waits for it', async () => {
    await sendTo(1);
    await t.deps.db.$client`update messages set state = 'queued', handed_at = now(), provider_id = ''`;
    await tell(event('email.delivered'));
    await t.runDueJobs();
    expect(await states(t)).toEqual({ queued: 1 });
    await t.deps.db.$client`update messages set state = 'sent', handed_at = null`;
    t.clock.advance(6_000);
    await t.runDueJobs();
    expect(await states(t)).toEqual({ delivered: 1 });
  });
});

describe('the last word on a mail', () => {
  const orders = permutations(['email.sent', 'email.delivery_delayed', 'email.delivered', 'email.bounced']);

  test.each(orders)('is the bounce, whatever the order: %s, %s, %s, %s', async (...kinds) => {
    await sendTo(1);
    for (const kind of kinds) {
      await tell(event(kind, kind === 'email.bounced' ? { bounce: permanent } : {}));
      await t.runDueJobs();
    }
    expect(await states(t)).toEqual({ 'bounced General: no such mailbox': 1 });
  });

  test('is the complaint, also where all are told in one go', async () => {
    await sendTo(1);
    for (const kind of ['email.complained', 'email.delivered', 'email.sent']) await tell(event(kind));
    await t.runDueJobs();
    expect(await states(t)).toEqual({ complained: 1 });
    expect(await counted()).toEqual({ complained: 1, delivered: 1, sent: 1 });
    expect(await suppressed()).toEqual(['n1@example.org: complained']);
  });
});

describe('an address', () => {
  test('that bounces for good has nothing more sent to it', async () => {
    await sendTo(1);
    await tell(event('email.bounced', { bounce: permanent }));
    await t.runDueJobs();
    expect(await suppressed()).toEqual(['n1@example.org: bounced']);
    await sendAgain();
    expect(resend.taken).toHaveLength(1);
  });

  test('that bounces for a passing reason is blocked the third time in a row', async () => {
    await sendTo(1);
    const full = { type: 'Transient', subType: 'MailboxFull', message: 'full', diagnosticCode: [] };
    for (let time = 1; time <= 3; time++) {
      if (time > 1) await sendAgain();
      await tell(event('email.bounced', { bounce: full }, time - 1));
      await t.runDueJobs();
      expect(await suppressed()).toEqual(time < 3 ? [] : ['n1@example.org: soft-bounces']);
    }
  });

  test('of somebody who was erased meanwhile is remembered only so that nobody can read it', async () => {
    await sendTo(1);
    await t.deps.db.$client`update contacts set email = 'erased-1', first_name = '', erased_at = now()`;
    await tell(event('email.complained'));
    await t.runDueJobs();
    expect(await suppressed()).toEqual([]);
    const [row] = await t.deps.db.$client`select count(*)::int as count from erased_addresses`;
    expect(row?.count).toBe(1);
  });
});

describe('a campaign', () => {
  test('whose mails bounce too often is paused, its owners are told, and it goes on at the push of a button', async () => {
    await sendTo(110);
    await t.deps.db.$client`
      insert into organizers (id, name, email, role) values ('o', 'Olive', 'olive@example.org', 'owner')`;
    for (let mail = 0; mail < 5; mail++) await tell(event('email.bounced', { bounce: permanent }, mail));
    await t.runDueJobs();
    const [before] = await t.deps.db.$client`select count(*)::int as count from campaign_pauses`;
    expect(before?.count, 'five of a hundred and ten are under the limit').toBe(0);
    await tell(event('email.bounced', { bounce: permanent }, 5));
    await t.runDueJobs();
    const [pause] = await t.deps.db
      .$client`select reason, sent, counted from campaign_pauses where paused_at is not null`;
    expect({ ...pause }).toEqual({ reason: 'bounces', sent: 110, counted: 6 });
    const notices = resend.taken.filter(({ to }) => to === 'olive@example.org');
    expect(notices.map(({ subject }) => subject)).toEqual(['Envois suspendus\u00a0: Porte-à-porte']);
    await sendAgain();
    expect(resend.taken).toHaveLength(111);
  });
});

const permanent = { type: 'Permanent', subType: 'General', message: 'no such mailbox', diagnosticCode: [] };

function event(type: string, more: Record<string, unknown> = {}, index = 0) {
  const mail = resend.taken[index];
  if (!mail) throw new Error(`there is no mail ${index}`);
  const data = {
    email_id: mail.id,
    created_at: new Date().toISOString(),
    from: mail.from,
    to: [mail.to],
    subject: mail.subject,
    tags: { message: mail.message },
    ...more,
  };
  return { type, created_at: new Date().toISOString(), data };
}

function sign(id: string, at: Date, body: string): string {
  return new Webhook(secret).sign(id, at, body);
}

function headersOf(id: string, at: Date, signature: string): Record<string, string> {
  return { 'svix-id': id, 'svix-timestamp': String(Math.floor(at.getTime() / 1000)), 'svix-signature': signature };
}

async function tell(content: unknown, id = `msg_${++told}`): Promise<Response> {
  const body = JSON.stringify(content);
  const now = new Date();
  return await post(body, headersOf(id, now, sign(id, now, body)));
}

async function post(body: string, headers: Record<string, string>): Promise<Response> {
  return await t.app.request('/webhooks/resend', {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  });
}

async function sendTo(count: number): Promise<void> {
  await follow(t, count);
  await sendDue(t.deps, undefined);
  await t.runDueJobs();
  expect(resend.taken).toHaveLength(count);
}

/** The sequence's mail once more, to everyone, as if they had been put into it anew. */
async function sendAgain(): Promise<void> {
  const sql = t.deps.db.$client;
  await sql`update enrolments set step = '', ended_at = null, ending = null`;
  const sent = await sql`
    update messages set subject_id = gen_random_uuid() from enrolments e where e.id = messages.subject_id
    returning e.id as subject, e.contact_id, e.campaign_id`;
  for (const { subject, contact_id, campaign_id } of sent) {
    await sql`
      insert into messages (id, contact_id, campaign_id, name, subject_id, locale, state, due_at, created_at)
      values (gen_random_uuid(), ${contact_id}, ${campaign_id}, 'welcome', ${subject}, 'fr', 'queued',
        ${t.clock.now().toISOString()}, now())`;
  }
  await sendDue(t.deps, undefined);
  await t.runDueJobs();
}

async function suppressed(): Promise<string[]> {
  const rows = await t.deps.db.$client`select email, reason from suppressions order by email`;
  return rows.map(({ email, reason }) => `${email}: ${reason}`);
}

async function kept() {
  const [row] = await t.deps.db.$client`
    select count(*)::int as count, count(content)::int as waiting from delivery_events`;
  return { ...row };
}

async function counted(): Promise<Record<string, number>> {
  const rows = await t.deps.db
    .$client`select state, sum(count)::int as count from delivery_counts group by 1 order by 1`;
  return Object.fromEntries(rows.map((row) => [String(row.state), Number(row.count)]));
}

function permutations(kinds: string[]): [string, string, string, string][] {
  const all = (rest: string[]): string[][] =>
    rest.length === 0
      ? [[]]
      : rest.flatMap((one) => all(rest.filter((other) => other !== one)).map((end) => [one, ...end]));
  return all(kinds).map(([a = '', b = '', c = '', d = '']) => [a, b, c, d]);
}
