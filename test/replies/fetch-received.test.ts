import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { mailboxMailer } from '../../src/mail/mailbox.ts';
import type { Mailer } from '../../src/mail/mailer.ts';
import { announceMail } from '../../src/replies/announce-mail.ts';
import { joinAndConfirm } from '../followups/inbox.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { addCampaign } from '../support/campaign.ts';
import { type FakeReceiving, startFakeReceiving } from '../support/fake-resend-receiving.ts';
import { aLetter, replyTo } from './letters.ts';

const secret = `whsec_${Buffer.from('a secret that Resend shares').toString('base64')}`;

let t: TestApp;
let resend: FakeReceiving;

beforeEach(async () => {
  resend = await startFakeReceiving();
  const env = {
    REPLY_ADDRESS: 'reply.terrain.example',
    RESEND_API_KEY: resend.apiKey,
    RESEND_WEBHOOK_SECRET: secret,
    RESEND_BASE_URL: resend.url,
    MAIL_FROM: 'terrain@terrain.example',
  };
  // What goes out is no matter here.
  const mailer: Mailer = {
    name: 'mailbox',
    send: async (mail, key) => await mailboxMailer(t.deps.db, t.clock).send(mail, key),
    close: async () => {},
  };
  t = await startTest({ env, mailer });
  await addCampaign(t.deps);
  await joinAndConfirm(t);
});
afterEach(async () => {
  await t.close();
  await resend.close();
});

async function announce(emailId: string): Promise<void> {
  await t.deps.db.transaction((tx) => announceMail(tx, emailId));
  await t.runDueJobs();
}

async function replies() {
  return [...(await t.deps.db.$client`select subject, body, kind, own_address from replies order by id`)];
}

describe('a mail that Resend has announced', () => {
  test('is fetched as it came, and filed', async () => {
    const to = await replyTo(t);
    const raw = aLetter({ to: 'hidden@example.org', subject: 'Oui', text: 'J’y serai.' });
    await announce(resend.take({ to: [`Démo <${to}>`], from: 'ada@example.org', raw }));
    expect(await replies()).toEqual([{ subject: 'Oui', body: 'J’y serai.', kind: 'reply', own_address: true }]);
  });

  test('is put together from its parts where the API gives no more, HTML as text, files as bytes', async () => {
    const to = await replyTo(t);
    const files = [
      { filename: '../../photo.jpg', contentType: 'image/jpeg', content: Buffer.from('bytes') },
      { filename: 'film.mov', contentType: 'video/quicktime', content: Buffer.alloc(10 * 1024 * 1024 + 1) },
    ];
    const html = '<p>Oui,<br>à <b>samedi</b><script>alert(1)</script></p>';
    await announce(resend.take({ to: [to], from: 'Ada <ADA@example.org>', subject: 'Re: x', html, files }));
    expect(await replies()).toEqual([{ subject: 'Re: x', body: 'Oui,\nà samedi', kind: 'reply', own_address: true }]);
    const kept = await t.deps.db.$client`select filename, size, content::text from reply_files order by id`;
    expect(kept.map(({ filename, size, content }) => [filename, size, content])).toEqual([
      ['.._.._photo.jpg', 5, '\\x6279746573'],
      ['film.mov', 10 * 1024 * 1024 + 1, null],
    ]);
  });

  test('is told from an automatic reply by the headers that the API gives', async () => {
    const to = await replyTo(t);
    const headers = { 'Auto-Submitted': 'auto-replied' };
    await announce(resend.take({ to: [to], from: 'ada@example.org', text: 'Absente', headers }));
    expect(await replies()).toMatchObject([{ kind: 'automatic' }]);
  });

  test('is here once, announced and fetched twice', async () => {
    const to = await replyTo(t);
    const id = resend.take({ to: [to], from: 'ada@example.org', text: 'Oui' });
    await announce(id);
    await announce(id);
    expect(await replies()).toHaveLength(1);
  });

  test('stays in the queue while Resend does not answer', async () => {
    const to = await replyTo(t);
    const id = resend.take({ to: [to], from: 'ada@example.org', text: 'Oui' });
    resend.failNext(503);
    await announce(id);
    expect(await replies()).toEqual([]);
    const failed = await t.deps.db.$client`select id from graphile_worker._private_jobs where attempts > 0`;
    expect(failed).toHaveLength(1);
    await t.deps.db.$client`update graphile_worker._private_jobs set run_at = now()`;
    await t.runDueJobs();
    expect(await replies()).toHaveLength(1);
  });
});

describe('the webhook', () => {
  /** Tells of a received mail as Resend does: metadata alone, signed. */
  async function tell(emailId: string, signedWith = secret): Promise<Response> {
    const at = new Date();
    const data = { email_id: emailId, from: 'ada@example.org', to: ['x@example.org'], subject: 'Oui', attachments: [] };
    const body = JSON.stringify({ type: 'email.received', created_at: at.toISOString(), data });
    return await t.app.request('/webhooks/resend', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'svix-id': `msg_${emailId}`,
        'svix-timestamp': String(Math.floor(at.getTime() / 1000)),
        'svix-signature': new Webhook(signedWith).sign(`msg_${emailId}`, at, body),
      },
      body,
    });
  }

  test('tells of a mail, which is then on the timeline once, however often it is told', async () => {
    const id = resend.take({ to: [await replyTo(t)], from: 'ada@example.org', text: 'Oui' });
    for (let twice = 0; twice < 2; twice++) {
      expect((await tell(id)).status).toBe(204);
      await t.runDueJobs();
    }
    expect(await replies()).toMatchObject([{ body: 'Oui', own_address: true }]);
  });

  test('that is forged has nothing fetched', async () => {
    const id = resend.take({ to: [await replyTo(t)], from: 'ada@example.org', text: 'Oui' });
    const other = `whsec_${Buffer.from('another secret, not theirs').toString('base64')}`;
    expect((await tell(id, other)).status).toBe(401);
    await t.runDueJobs();
    expect(resend.requests()).toBe(0);
    expect(await replies()).toEqual([]);
  });
});
