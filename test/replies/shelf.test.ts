import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ownWords } from '../../src/replies/fold-quotes.ts';
import type { IncomingMail } from '../../src/replies/incoming.ts';
import { parseMail } from '../../src/replies/parse-mail.ts';
import { readBounce } from '../../src/replies/read-bounce.ts';
import { readWish } from '../../src/replies/read-wish.ts';
import { tellKind } from '../../src/replies/tell-kind.ts';
import { joinAndConfirm } from '../followups/inbox.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { addCampaign } from '../support/campaign.ts';
import { aLetter, receive, replyEnv, replyTo } from './letters.ts';

/** A mail of the shelf as it comes over the wire: lines end with CRLF, and the thread's address is filled in. */
function fromShelf(name: string, address = 'replies+token@terrain.example'): Buffer {
  const text = readFileSync(new URL(`shelf/${name}.eml`, import.meta.url), 'latin1');
  return Buffer.from(text.replaceAll('{reply-to}', address).replace(/\r?\n/g, '\r\n'), 'latin1');
}

async function read(name: string): Promise<IncomingMail> {
  return await parseMail(fromShelf(name));
}

describe('what a person wrote is found among what they answer', () => {
  test.each([
    ['gmail-fr', 'Oui, je serai là samedi avec ma sœur !'],
    ['gmail-en', 'See you there! Can I bring a friend?'],
    ['outlook-fr', 'Bonjour,\n\nJe peux conduire, j’ai une fourgonnette.\n\nAda'.replace('’', "'")],
    ['outlook-en', 'I can drive.'],
    ['apple-mail-fr', 'Parfait, merci.'],
    ['iphone-fr', 'Ok pour samedi'],
    ['yahoo-fr', 'Je ne suis pas libre samedi, mais dimanche oui.'],
    ['outlook-ios-fr', 'Merci !'],
    ['thunderbird-bottom', 'Je prends la rue Rachel.'],
    ['inline', 'Saturday.\n\nYes, but not downtown.'],
    ['android-en', 'Yes'],
    ['html-only', 'Oui & merci'],
    ['unknown-charset', 'Plain enough'],
    ['no-mime', 'Just words'],
    ['forwarded', 'Pour toi aussi'],
    ['empty', ''],
  ])('%s', async (name, words) => {
    const mail = await read(name);
    expect(ownWords(mail.text)).toBe(words);
    expect(tellKind(mail)).toBe('reply');
    expect(mail.from).toBe('ada@example.org');
    expect(readWish(ownWords(mail.text), mail.subject)).toBe('none');
  });

  test('even where the charset is not what it says: nothing is lost but the accents', async () => {
    expect((await read('wrong-charset')).text).toMatch(/^Oui, d.{1,2}j.{1,2} pr.{1,2}te$/);
  });

  test('with nothing of its page left that could run or fetch', async () => {
    expect((await read('html-only')).text).not.toMatch(/alert|tracker|<|color/);
  });
});

describe('a wish to leave', () => {
  test.each([
    ['stop-iphone', 'leave'],
    ['desabonner', 'leave'],
    ['stop-subject', 'leave'],
    ['stop-in-passing', 'none'],
    ['perhaps-leaving', 'maybe'],
  ])('%s: %s', async (name, wish) => {
    const mail = await read(name);
    expect(tellKind(mail)).toBe('reply');
    expect(readWish(ownWords(mail.text), mail.subject)).toBe(wish);
  });
});

describe('a wish to leave, in words that people use,', () => {
  const ours = 'Re: Bonjour Ada';
  test.each([
    'Stop\n\nJean Tremblay',
    'Stop\nJean Tremblay\n514 555-0123\njean@example.org',
    'Arrêt\nMarie',
    'Bonjour Olive,\n\nVeuillez me retirer de votre liste.\n\nBonne journée,\nJean de la Durantaye',
    'Merci de me retirer de votre liste',
    'Pouvez-vous me retirer de votre liste svp ?',
    'SVP enlever mon nom de votre liste',
    'arrêtez de m’envoyer des courriels',
    'Je ne veux plus recevoir de courriels.',
    'Please remove my email from your list',
    'Could you remove me from the mailing list?',
    'Me retirer svp. Merci. Jean',
  ])('acts by itself where nothing else is said: %j', (own) => {
    expect(readWish(own, ours)).toBe('leave');
  });

  test.each([
    ['Merci, Jean', 'Désabonnement', 'leave'],
    ['Oui, je viens samedi', 'Désabonnement', 'maybe'],
    ['Merci, Jean', 'Re: Désabonnement', 'none'],
    ['Merci, Jean', 'Re: Stop au gazoduc', 'none'],
  ])('is read in a subject of the writer’s own: %j under %j', (own, subject, wish) => {
    expect(readWish(own, subject)).toBe(wish);
  });

  test.each([
    'Je veux plus',
    'Plus de courriels',
    'Je veux plus de courriels !',
    'Stop?',
    'Stop. Non, attendez.',
    'STOP\nJE VIENS SAMEDI',
    'Stop ! C’est trop drôle',
    'Samedi\nStop',
    'Ne me désabonnez pas',
    'Je ne veux pas arrêter',
    'Jean a déménagé, pouvez-vous effacer son nom ?',
    'Je reçois trop de messages et je n’ai plus le temps, cessez svp.',
  ])('is for an organizer to read: %j', (own) => {
    expect(readWish(own, ours)).toBe('maybe');
  });

  test.each([
    'Arrêt d’autobus',
    'non-stop',
    'Could you stop by the office?',
    'Avez-vous plus de détails ?',
    'Non merci',
  ])('is not in: %j', (own) => {
    expect(readWish(own, ours)).toBe('none');
  });
});

describe('what a program sent is told apart', () => {
  test.each([
    ['exchange-ooo-fr', 'automatic'],
    ['exchange-ooo-en', 'automatic'],
    ['gmail-vacation', 'automatic'],
    ['vacation-bare', 'automatic'],
    ['unix-vacation', 'automatic'],
    ['mailing-list', 'automatic'],
    ['read-receipt', 'automatic'],
    ['calendar-reply', 'calendar'],
    ['postfix-unknown', 'bounce'],
    ['gmail-no-such-user', 'bounce'],
    ['exchange-full', 'bounce'],
    ['postfix-delayed', 'bounce'],
    ['refused-as-spam', 'bounce'],
  ])('%s: %s', async (name, kind) => {
    expect(tellKind(await read(name))).toBe(kind);
  });
});

test('a mail that Fastmail has put its Feedback-ID on is a person’s', async () => {
  const headers = 'Feedback-ID: i1234:Fastmail\n';
  const mail = await parseMail(aLetter({ to: 'replies+token@terrain.example', headers, text: 'STOP' }));
  expect(tellKind(mail)).toBe('reply');
});

describe('a report on a delivery', () => {
  test.each([
    ['postfix-unknown', true, /^5\.1\.1 550 5\.1\.1 .*User unknown$/],
    ['gmail-no-such-user', true, /^5\.1\.1 550-5\.1\.1 The email account/],
    ['exchange-full', false, /^5\.2\.2 554 5\.2\.2 mailbox full$/],
    ['postfix-delayed', false, /^4\.4\.1 connect to/],
    ['refused-as-spam', false, /^5\.7\.1 550/],
  ])('%s: for good %s', async (name, permanent, reason) => {
    const bounce = readBounce(await read(name));
    expect(bounce).toMatchObject({ recipient: 'ada@example.org', permanent });
    expect(bounce?.reason).toMatch(reason);
  });
});

describe('a report with the status', () => {
  test.each([
    ...['5.1.1', '5.1.2', '5.1.3', '5.1.6', '5.1.10', '5.2.1', '5.0.0'].map((code) => [code, true, false] as const),
    ...['5.1.7', '5.1.8', '5.1.90', '5.4.5', '5.7.1'].map((code) => [code, false, true] as const),
    ...['4.1.1', '5.1.0', '5.2.2', '5.3.4'].map((code) => [code, false, false] as const),
  ])('%s: the address for good %s, the sender %s', async (code, permanent, ofSender) => {
    const raw = fromShelf('postfix-unknown')
      .toString()
      .replace(/^Status: .*$/m, `Status: ${code}`);
    expect(readBounce(await parseMail(Buffer.from(raw)))).toMatchObject({ permanent, ofSender });
  });
});

describe('files', () => {
  test('are named and typed so that nothing of them runs or leads elsewhere', async () => {
    const [zip] = (await read('zip')).files;
    expect(zip).toMatchObject({ filename: 'été.zip', contentType: 'application/zip', size: 22 });
    const { files } = await read('nasty-files');
    expect(files).toHaveLength(2);
    for (const { filename, contentType } of files) {
      expect(filename).not.toMatch(/[/\\\r\n]/);
      expect(contentType).toMatch(/^[\w.+-]+\/[\w.+-]+$/);
    }
  });

  test('larger than 10 MB are named and not kept, and there are 20 at most', async () => {
    const part = (size: number) =>
      `--b1\r\nContent-Type: image/jpeg\r\nContent-Disposition: attachment; filename="p.jpg"\r\n\r\n${'x'.repeat(size)}\r\n`;
    const head = 'From: a@b.org\r\nContent-Type: multipart/mixed; boundary="b1"\r\n\r\n';
    const large = await parseMail(Buffer.from(`${head}${part(10 * 1024 * 1024 + 1)}${part(5)}--b1--\r\n`));
    expect(large.files.map(({ size, content }) => [size, content?.length])).toEqual([
      [10 * 1024 * 1024 + 1, undefined],
      [5, 5],
    ]);
    const many = await parseMail(Buffer.from(`${head}${part(1).repeat(60)}--b1--\r\n`));
    expect(many.files).toHaveLength(20);
  });
});

describe('hostile mails take no time to speak of', () => {
  const plain = (text: string) => Buffer.from(`From: a@b.org\r\nContent-Type: text/plain\r\n\r\n${text}`);
  const html = (text: string) => Buffer.from(`From: a@b.org\r\nContent-Type: text/html\r\n\r\n${text}`);
  test.each([
    ['10,000 nested quotes', plain(Array.from({ length: 10_000 }, (_, n) => `${'>'.repeat(n % 900)} x`).join('\r\n'))],
    ['10,000 nested quotes of a page', html(`${'<blockquote>'.repeat(10_000)}x${'</blockquote>'.repeat(10_000)}`)],
    ['a million empty lines', plain('\r\n'.repeat(1_000_000))],
    ['introductions that never come to their end', plain('On Wed, Jun 3, 2026 at 9:02 AM\r\n'.repeat(50_000))],
    ['one line of ten million letters', plain('De : a '.repeat(1_500_000))],
    ['words that almost ask to leave', plain(`stop ${'stop '.repeat(20_000)}x`)],
  ])('%s', async (_, raw) => {
    const start = performance.now();
    const mail = await parseMail(raw);
    const own = ownWords(mail.text);
    readWish(own, mail.subject);
    tellKind(mail);
    expect(mail.text.length).toBeLessThanOrEqual(100_000);
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});

describe('taken in', () => {
  let t: TestApp;
  beforeAll(async () => {
    t = await startTest({ env: replyEnv });
    await addCampaign(t.deps);
    await joinAndConfirm(t);
  });
  beforeEach(async () => {
    await t.deps.db.$client`truncate conversations, suppressions cascade`;
  });
  afterAll(() => t.close());

  async function suppressed() {
    return (await t.deps.db.$client`select email from suppressions`).map(({ email }) => email);
  }

  test.each([
    ['postfix-unknown', 'kept', ['ada@example.org']],
    ['gmail-no-such-user', 'kept', ['ada@example.org']],
    ['exchange-full', 'kept', []],
    ['postfix-delayed', 'kept', []],
    ['refused-as-spam', 'kept', []],
    ['bounce-of-another', 'kept', []],
    ['bounce-of-nothing-ours', 'not-ours', []],
  ])('%s is %s, and blocks %j', async (name, outcome, blocked) => {
    expect(await receive(t, fromShelf(name, await replyTo(t)))).toBe(outcome);
    expect(await suppressed()).toEqual(blocked);
    const waiting = await t.deps.db.$client`select id from conversations where waiting_since is not null`;
    expect(waiting).toEqual([]);
  });

  test.each(['exchange-ooo-fr', 'gmail-vacation', 'calendar-reply', 'mailing-list', 'read-receipt'])(
    '%s waits for nobody',
    async (name) => {
      expect(await receive(t, fromShelf(name, await replyTo(t)))).toBe('kept');
      const waiting = await t.deps.db.$client`select id from conversations where waiting_since is not null`;
      expect(waiting).toEqual([]);
    },
  );

  test('what holds characters that Postgres keeps nowhere is kept without them', async () => {
    const to = await replyTo(t);
    const letter = { from: '=?utf-8?Q?a=00da?=@example.org', to, subject: '=?utf-8?Q?a=00b?=', id: 'a\0b@example.org' };
    const headers = 'References: <one@example.org> <t\0wo@example.org>\nX-Other: a\0b\n';
    expect(await receive(t, aLetter({ ...letter, headers, text: 'a\0b' }))).toBe('kept');
    const kept = await t.deps.db.$client`
      select from_address, own_address, subject, body, mail_id, "references" from replies`;
    expect([...kept]).toEqual([
      {
        ...{ from_address: 'ada@example.org', own_address: true, subject: 'ab', body: 'ab' },
        ...{ mail_id: '<ab@example.org>', references: '<one@example.org> <two@example.org>' },
      },
    ]);
  });

  test.each([
    ['NUL', 'User\0 unknown', 'User unknown'],
    ['half of the sign that they are cut in', `${'x'.repeat(264)}😀`, `${'x'.repeat(264)}\ufffd`],
  ])('a report with %s in the other server’s words is noted', async (_, words, noted) => {
    await t.deps.db.$client`update messages set state = 'sent', reason = ''`;
    const report = fromShelf('postfix-unknown', await replyTo(t)).toString();
    const changed = report.replace(/Recipient address rejected:\s+User unknown/, words);
    expect(await receive(t, Buffer.from(changed))).toBe('kept');
    const [mail] = await t.deps.db.$client`select reason from messages where name = 'welcome'`;
    expect(mail?.reason).toBe(`5.1.1 550 5.1.1 <ada@example.org>: ${noted}`);
  });

  test.each(['gmail-fr', 'outlook-fr', 'html-only', 'empty', 'zip', 'nasty-files', 'wrong-charset'])(
    '%s waits for an answer, with all that Postgres can keep of it',
    async (name) => {
      expect(await receive(t, fromShelf(name, (await replyTo(t)).toUpperCase()))).toBe('kept');
      const waiting = await t.deps.db.$client`select id from conversations where waiting_since is not null`;
      expect(waiting).toHaveLength(1);
    },
  );
});
