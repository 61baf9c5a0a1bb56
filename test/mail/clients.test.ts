import { readdir } from 'node:fs/promises';
import { caniemail } from 'caniemail';
import { describe, expect, test } from 'vitest';
import { locales } from '../../src/locales/index.ts';
import { type MailTemplate, renderMail } from '../../src/mail/templates.ts';
import { sampleMails } from './samples.ts';

const every = locales.flatMap((locale) =>
  Object.values(sampleMails(locale)).map((template): [string, MailTemplate] => [
    `${template.name}, ${locale}`,
    template,
  ]),
);

/** The programs that nearly everyone here reads mail with. */
const clients = [
  'apple-mail.macos',
  'apple-mail.ios',
  'gmail.desktop-webmail',
  'gmail.ios',
  'gmail.android',
  'outlook.windows',
  'outlook.macos',
  'outlook.ios',
  'outlook.android',
  'yahoo.desktop-webmail',
  'yahoo.ios',
  'yahoo.android',
  'samsung-email.android',
] as const;

/** What a program may lack, and what a reader of it then sees. All else that a mail uses must be known to each. */
const decorations: Record<string, string> = {
  'target attribute': 'the link opens in the program’s own way',
  'overflow-wrap': 'a word longer than the screen is cut as the program does it',
  'box-sizing': 'the button is as wide, its edge included or not',
  'border-radius': 'corners are square',
  'Attribute selector': 'a date that the phone has made a link keeps its colour',
  '@media': 'the phone’s sizes and the light dress, on every screen',
  opacity: 'the preheader is hidden by its size',
  overflow: 'the preheader is hidden by `display`',
  'text-decoration-line': 'what was cancelled is not struck through: its headline says so',
  'height property': 'the rule keeps the height of its line',
  '<body> element': 'the paper’s colour is that of the table inside',
  'role attribute': 'a screen reader may speak of a table',
  'aria-hidden attribute': 'a screen reader may say the day twice',
  'lang attribute': 'a screen reader keeps its own language',
};

describe.each(every)('the mail %s', (_, template) => {
  test.each(clients)('uses nothing that %s lacks, decorations apart', async (client) => {
    const { html } = await renderMail(template);
    const { errors } = caniemail({ clients: [client], html }).issues;
    const lacking = [...errors.values()].flat().map(({ title }) => title);
    expect(lacking.filter((title) => !(title in decorations))).toEqual([]);
  });

  test('is under 100 KB, and each of its pictures says what it shows', async () => {
    const { html, text } = await renderMail(template);
    expect(Buffer.byteLength(html) + Buffer.byteLength(text)).toBeLessThan(100_000);
    for (const [picture] of html.matchAll(/<img\b[^>]*>/g)) expect(picture).toMatch(/ alt="/);
  });

  test('links straight to our site, to the sender’s, or to an address', async () => {
    const { html } = await renderMail(template);
    const own = ['terrain.example', 'coteau.example'];
    for (const [, address = ''] of html.matchAll(/href="([^"]*)"/g)) {
      const { protocol, hostname } = new URL(address);
      expect(protocol === 'mailto:' || own.includes(hostname), address).toBe(true);
    }
  });
});

test('what a program lacks is found: the check can fail', () => {
  const { errors } = caniemail({ clients: ['gmail.ios'], html: '<div style="position: fixed">x</div>' }).issues;
  expect([...errors.values()].flat().map(({ title }) => title)).toContain('position');
});

test('every template of emails/ has a sample in each language', async () => {
  const templates = (await readdir('emails')).flatMap((name) => /^(.*)\.tsx$/.exec(name)?.[1] ?? []);
  for (const locale of locales) expect(Object.keys(sampleMails(locale)).sort()).toEqual(templates.sort());
});
