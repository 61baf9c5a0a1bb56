import { afterAll, beforeAll, expect, test } from 'vitest';
import { chooseMailer } from '../../src/mail/choose-mailer.ts';
import type { Mail } from '../../src/mail/mailer.ts';
import { findMail, listMails } from '../../src/mail/queries.ts';
import { startTest } from '../support/app.ts';

type Test = Awaited<ReturnType<typeof startTest>>;
let running: Test;
let now = new Date('2026-06-01T12:00:00Z');
const clock = { now: () => now };

const mail: Mail = {
  to: 'maite@example.org',
  from: 'bonjour@coteau.example',
  subject: '',
  html: '<p>Bonjour</p>',
  text: 'Bonjour',
  headers: {},
  attachments: [],
};

beforeAll(async () => {
  running = await startTest();
});
afterAll(() => running.close());

test('with no transport set, mail is kept in the database', () => {
  const { db } = running.deps;
  expect(chooseMailer({ mail: { transport: 'mailbox' } }, db, clock).name).toBe('mailbox');
  expect(chooseMailer({ mail: { transport: 'smtp', url: 'smtp://127.0.0.1:1' } }, db, clock).name).toBe('smtp');
  const resend = { transport: 'resend', apiKey: 're_1', baseUrl: 'http://127.0.0.1:1', callsPerSecond: 2 } as const;
  expect(chooseMailer({ mail: resend }, db, clock).name).toBe('resend');
});

test('the mailbox is listed newest first, page by page, and new mail does not shift the pages', async () => {
  const { db } = running.deps;
  const mailer = chooseMailer({ mail: { transport: 'mailbox' } }, db, clock);
  // Three in each minute: the order among those of one instant must hold from page to page too.
  for (let index = 0; index < 9; index++) {
    now = new Date(Date.UTC(2026, 5, 1, 12, Math.floor(index / 3)));
    await mailer.send({ ...mail, subject: `mail ${index}` }, `page ${index}`);
  }
  const all = await listMails(db, { limit: 100 });
  const first = await listMails(db, { limit: 4 });
  await mailer.send({ ...mail, subject: 'newer' }, 'newer');
  const second = await listMails(db, { before: first.at(-1)?.id, limit: 4 });
  const third = await listMails(db, { before: second.at(-1)?.id, limit: 4 });
  expect([...first, ...second, ...third]).toEqual(all);
  expect(all.map(({ createdAt }) => createdAt.getTime())).toEqual(
    all.map(({ createdAt }) => createdAt.getTime()).sort((a, b) => b - a),
  );
  expect(new Set(all.map(({ subject }) => subject)).size).toBe(9);
});

test('a mail is found by its id, and an unknown id finds none', async () => {
  const { db } = running.deps;
  const [newest] = await listMails(db, { limit: 1 });
  expect(await findMail(db, newest?.id ?? '')).toMatchObject({ text: 'Bonjour', html: '<p>Bonjour</p>', ...newest });
  expect(await findMail(db, '01900000-0000-7000-8000-000000000000')).toBeUndefined();
});
