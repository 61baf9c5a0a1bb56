import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { unsubscribeHeaders } from '../../src/mail/headers.ts';
import type { Mail } from '../../src/mail/mailer.ts';
import { type RunningTransport, transports } from './transports.ts';

const calendar = 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nSUMMARY:Porte-à-porte à l’Anse 🚪\r\nEND:VCALENDAR\r\n';

const mail: Mail = {
  to: 'maite@example.org',
  from: 'Comité du Coteau <bonjour@coteau.example>',
  replyTo: 'equipe@coteau.example',
  subject: 'Maïté, ça commence samedi 🌱 أهلا',
  html: '<p>Ça y est, Maïté : œuvre, « guillemets », 🌱, أهلا وسهلا.</p>',
  text: 'Ça y est, Maïté : œuvre, « guillemets », 🌱, أهلا وسهلا.\n.\nUn point seul sur sa ligne.',
  headers: unsubscribeHeaders(`https://terrain.example/u/${'jeton-'.repeat(30)}`),
  attachments: [{ filename: 'quart.ics', contentType: 'text/calendar; charset=utf-8', content: calendar }],
};

describe.each(transports)('the $name mailer', ({ name, start }) => {
  let running: RunningTransport;
  beforeAll(async () => {
    running = await start();
  });
  afterAll(() => running.close());

  const sendOne = async (key: string, changes: Partial<Mail> = {}) => {
    const before = (await running.arrived()).length;
    const outcome = await running.mailer.send({ ...mail, ...changes }, key);
    const arrived = await running.arrived();
    return {
      outcome,
      arrived: arrived.find(({ subject }) => subject === (changes.subject ?? mail.subject)),
      more: arrived.length - before,
    };
  };

  test('says which transport it is', () => {
    expect(running.mailer.name).toBe(name);
  });

  test('delivers accents, emoji and Arabic as they were written', async () => {
    const { outcome, arrived } = await sendOne('content');
    expect(outcome).toMatchObject({ kind: 'sent', providerId: expect.stringMatching(/./) });
    expect(arrived).toMatchObject({ to: mail.to, from: mail.from, replyTo: mail.replyTo, subject: mail.subject });
    expect(arrived?.html.trim()).toBe(mail.html);
    expect(arrived?.text.trim()).toBe(mail.text);
  });

  test('delivers the one-click unsubscribe headers unbroken', async () => {
    const { arrived } = await sendOne('headers', { subject: 'headers' });
    for (const [header, value] of Object.entries(mail.headers)) {
      expect(arrived?.header(header)).toBe(value);
    }
  });

  test('delivers a calendar file with its name, type and every byte', async () => {
    const { arrived } = await sendOne('calendar', { subject: 'calendar' });
    const contentType = expect.stringMatching(/^text\/calendar/);
    expect(arrived?.attachments).toEqual([{ filename: 'quart.ics', contentType, content: calendar }]);
  });

  test('sends a mail without a reply address or a file', async () => {
    const { replyTo: _, ...bare } = { ...mail, subject: 'bare', headers: {}, attachments: [] };
    expect(await running.mailer.send(bare, 'bare')).toMatchObject({ kind: 'sent' });
    const arrived = (await running.arrived()).find(({ subject }) => subject === 'bare');
    expect(arrived).toMatchObject({ replyTo: undefined, attachments: [] });
  });

  test('makes one mail of two under one key', async () => {
    const first = await sendOne('twice', { subject: 'twice' });
    const second = await sendOne('twice', { subject: 'twice' });
    expect(second.outcome).toEqual(first.outcome);
    const identities = (await running.arrived())
      .filter(({ subject }) => subject === 'twice')
      .map(({ identity }) => identity);
    expect(new Set(identities).size).toBe(1);
  });

  test('makes two mails of one under two keys', async () => {
    await sendOne('one', { subject: 'two keys' });
    await sendOne('other', { subject: 'two keys' });
    const arrived = (await running.arrived()).filter(({ subject }) => subject === 'two keys');
    expect(new Set(arrived.map(({ identity }) => identity)).size).toBe(2);
  });

  test('takes a key of 256 characters', async () => {
    expect((await sendOne('k'.repeat(256), { subject: 'long key' })).outcome).toMatchObject({ kind: 'sent' });
  });

  test('takes twenty mails at once', async () => {
    const keys = Array.from({ length: 20 }, (_, index) => `many ${index}`);
    const outcomes = await Promise.all(keys.map((key) => running.mailer.send({ ...mail, subject: 'many' }, key)));
    expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['sent']));
    const arrived = (await running.arrived()).filter(({ subject }) => subject === 'many');
    expect(new Set(arrived.map(({ identity }) => identity)).size).toBe(20);
  });
});
