import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Mail, Mailer } from '../../src/mail/mailer.ts';
import { resendMailer } from '../../src/mail/resend.ts';
import { smtpMailer } from '../../src/mail/smtp.ts';
import { type FakeResend, startFakeResend } from '../support/fake-resend.ts';
import { type FakeSmtp, startFakeSmtp } from '../support/fake-smtp.ts';

const mail: Mail = {
  to: 'maite@example.org',
  from: 'Comité du Coteau <bonjour@coteau.example>',
  subject: 'Bonjour',
  html: '<p>Bonjour</p>',
  text: 'Bonjour',
  headers: {},
  attachments: [],
};
const nobodyListens = '127.0.0.1:1';

describe('the resend mailer', () => {
  let fake: FakeResend;
  let mailer: Mailer;
  beforeEach(async () => {
    fake = await startFakeResend();
    mailer = resendMailer({ apiKey: fake.apiKey, baseUrl: fake.url, timeoutMs: 300 });
  });
  afterEach(() => fake.close());

  test('tries again after the seconds that a 429 names', async () => {
    fake.failNext({ kind: 'answer', status: 429, name: 'rate_limit_exceeded', headers: { 'retry-after': '7' } });
    expect(await mailer.send(mail, 'key')).toEqual({
      kind: 'again',
      retryAfter: 7,
      // It was surely not taken, and the limit is everyone's.
      notTaken: true,
      forAll: true,
      reason: 'Resend: 429 rate_limit_exceeded refused with rate_limit_exceeded',
    });
  });

  test.each([
    [500, 'internal_server_error', 'again'],
    [503, 'application_error', 'again'],
    [429, 'rate_limit_exceeded', 'again'],
    [429, 'daily_quota_exceeded', 'stopped'],
    [429, 'monthly_quota_exceeded', 'stopped'],
    [409, 'concurrent_idempotent_requests', 'again'],
    [400, 'validation_error', 'refused'],
    [422, 'missing_required_field', 'refused'],
    [422, 'invalid_attachment', 'refused'],
    [422, 'invalid_from_address', 'stopped'],
    [401, 'missing_api_key', 'stopped'],
    [401, 'restricted_api_key', 'stopped'],
    [403, 'invalid_api_key', 'stopped'],
    [403, 'validation_error', 'stopped'],
    [404, 'not_found', 'stopped'],
    [451, 'security_error', 'stopped'],
  ] as const)('takes a %i %s for "%s: %s"', async (status, name, kind) => {
    fake.failNext({ kind: 'answer', status, name });
    expect(await mailer.send(mail, 'key')).toMatchObject({ kind, reason: expect.stringContaining(name) });
    expect(fake.taken).toHaveLength(0);
  });

  test('stops at a key that the provider does not know', async () => {
    const stranger = resendMailer({ apiKey: 're_wrong', baseUrl: fake.url });
    expect(await stranger.send(mail, 'key')).toMatchObject({ kind: 'stopped' });
  });

  test('gives up on a silent provider in the time set, and tries again', async () => {
    fake.failNext({ kind: 'hang' });
    const before = performance.now();
    expect(await mailer.send(mail, 'key')).toEqual({
      kind: 'again',
      reason: 'Resend: no answer within 0.3 s',
      away: true,
    });
    expect(performance.now() - before).toBeLessThan(3000);
  });

  test('tries again when the line is cut or nobody listens', async () => {
    fake.failNext({ kind: 'drop' });
    expect(await mailer.send(mail, 'key')).toMatchObject({ kind: 'again' });
    const lost = resendMailer({ apiKey: fake.apiKey, baseUrl: `http://${nobodyListens}` });
    expect(await lost.send(mail, 'key')).toMatchObject({ kind: 'again' });
  });

  test('sends one mail when the answer was lost and the job tries again', async () => {
    fake.failNext({ kind: 'drop-after-accepting' });
    expect(await mailer.send(mail, 'key')).toMatchObject({ kind: 'again' });
    expect(await mailer.send(mail, 'key')).toEqual({ kind: 'sent', providerId: fake.taken[0]?.id });
    expect(fake.taken).toHaveLength(1);
  });

  test('takes a key that was used for other words as sent', async () => {
    fake.failNext({ kind: 'drop-after-accepting' });
    await mailer.send(mail, 'key');
    const changed = await mailer.send({ ...mail, subject: 'Rebonjour' }, 'key');
    expect(changed).toEqual({ kind: 'sent', providerId: '' });
    expect(fake.taken.map(({ subject }) => subject)).toEqual(['Bonjour']);
  });

  test('can count on a key for a day and no longer', async () => {
    const day = 24 * 60 * 60 * 1000;
    const first = await mailer.send(mail, 'key');
    fake.advance(day - 1);
    expect(await mailer.send(mail, 'key')).toEqual(first);
    fake.advance(1);
    expect(await mailer.send(mail, 'key')).not.toEqual(first);
  });

  test('is not fooled by a proxy that answers in the place of the provider', async () => {
    fake.failNext({ kind: 'answer', status: 502, name: '' });
    expect(await mailer.send(mail, 'key')).toMatchObject({ kind: 'again' });
  });
});

describe('the smtp mailer', () => {
  let fake: FakeSmtp;
  let mailer: Mailer;
  const waits = { connect: 300, answer: 300 };
  beforeEach(async () => {
    fake = await startFakeSmtp();
    mailer = smtpMailer({ url: fake.url, waits });
  });
  afterEach(async () => {
    await mailer.close();
    await fake.close();
  });

  test.each([
    ['MAIL FROM', 451, '4.3.0 Try again later', 'again'],
    ['RCPT TO', 450, '4.2.0 Greylisted, come back', 'again'],
    ['DATA', 452, '4.3.1 Out of room', 'again'],
    ['RCPT TO', 550, '5.1.1 No such user', 'refused'],
    ['DATA', 554, '5.6.0 Content refused', 'refused'],
    ['MAIL FROM', 552, '5.3.4 Too large', 'refused'],
    ['MAIL FROM', 550, '5.7.1 Sender not allowed', 'stopped'],
  ] as const)('takes %s answered with %i %s for "%s"', async (at, code, text, kind) => {
    fake.failNext({ kind: 'answer', at, code, text });
    expect(await mailer.send(mail, 'key')).toMatchObject({ kind, reason: expect.stringContaining(text) });
    expect(await mailer.send(mail, 'next')).toMatchObject({ kind: 'sent' });
  });

  test.each([
    ['RCPT TO', 550, '5.1.7 Bad sender’s mailbox address', 'stopped', undefined],
    ['RCPT TO', 550, '5.1.8 <bonjour@coteau.example>: Sender address rejected', 'stopped', undefined],
    ['DATA', 550, '5.1.8 Sender address rejected', 'stopped', undefined],
    ['RCPT TO', 550, '5.1.90 Your message can’t be sent', 'stopped', undefined],
    ['RCPT TO', 550, '5.1.0 Address rejected', 'refused', undefined],
    ['RCPT TO', 550, '5.1.10 Recipient not found', 'refused', true],
    ['RCPT TO', 550, '5.4.5 Daily user sending limit exceeded', 'stopped', undefined],
    ['DATA', 550, '5.4.5 Daily user sending limit exceeded', 'stopped', undefined],
    ['RCPT TO', 550, '5.7.1 Relaying denied', 'stopped', undefined],
    ['RCPT TO', 554, '5.7.1 <user@example.org>: Relay access denied', 'stopped', undefined],
    ['RCPT TO', 550, 'Daily message quota exceeded', 'stopped', undefined],
    ['RCPT TO', 550, '5.7.1 Sending limit reached', 'stopped', undefined],
    ['RCPT TO', 550, '5.1.1 No such user at relay.example.org', 'refused', true],
    ['RCPT TO', 550, '5.1.1 Unable to relay to an unknown user', 'refused', true],
    ['RCPT TO', 550, '5.7.1 <relay@example.org> is not for you', 'refused', undefined],
    ['RCPT TO', 552, '5.2.2 Quota exceeded', 'refused', undefined],
    ['RCPT TO', 550, 'Mailbox over quota', 'refused', undefined],
    ['DATA', 554, '5.7.1 We relay no such words', 'refused', undefined],
  ] as const)('tells whose fault it is: %s answered with %i %s', async (at, code, text, kind, address) => {
    fake.failNext({ kind: 'answer', at, code, text });
    const outcome = await mailer.send(mail, 'key');
    expect({ address: undefined, ...outcome }).toMatchObject({ kind, address });
  });

  test('refuses a mail to what is no address', async () => {
    expect(await mailer.send({ ...mail, to: 'nobody' }, 'key')).toMatchObject({ kind: 'refused' });
  });

  test('stops at a wrong password', async () => {
    const stranger = smtpMailer({ url: fake.url.replace(/:[^:@]+@/, ':wrong@'), waits });
    expect(await stranger.send(mail, 'key')).toMatchObject({ kind: 'stopped' });
    await stranger.close();
  });

  test('stops at a certificate that nobody vouches for', async () => {
    const secured = await startFakeSmtp({ starttls: true });
    const strict = smtpMailer({ url: secured.url, waits: { connect: 5000, answer: 5000 } });
    expect(await strict.send(mail, 'key')).toMatchObject({ kind: 'stopped' });
    await strict.close();
    await secured.close();
  });

  test('gives up on a silent server in the time set, and tries again', async () => {
    fake.failNext({ kind: 'hang' });
    expect(await mailer.send(mail, 'key')).toMatchObject({ kind: 'again' });
    expect(fake.taken).toHaveLength(0);
  });

  test('tries again when the line is cut or nobody listens', async () => {
    fake.failNext({ kind: 'drop' });
    expect(await mailer.send(mail, 'key')).toMatchObject({ kind: 'again' });
    const lost = smtpMailer({ url: `smtp://${nobodyListens}`, waits });
    expect(await lost.send(mail, 'key')).toMatchObject({ kind: 'again', away: true, notTaken: true });
    await lost.close();
    const unknown = smtpMailer({ url: 'smtp://no.such.host.invalid', waits });
    expect(await unknown.send(mail, 'key')).toMatchObject({ kind: 'again', away: true });
    await unknown.close();
  });

  test('sends the same Message-ID when the answer was lost and the job tries again', async () => {
    fake.failNext({ kind: 'drop-after-accepting' });
    expect(await mailer.send(mail, 'key')).toMatchObject({ kind: 'again' });
    expect(await mailer.send(mail, 'key')).toEqual({ kind: 'sent', providerId: fake.taken[0]?.messageId });
    expect(fake.taken[0]?.messageId).toMatch(/^<[0-9a-f]{40}@coteau\.example>$/);
    expect(new Set(fake.taken.map(({ messageId }) => messageId)).size).toBe(1);
  });
});
