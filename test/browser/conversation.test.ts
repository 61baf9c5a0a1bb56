import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Locale, locales, messages } from '../../src/locales/index.ts';
import { addOrganizer } from '../../src/organizers/add-organizer.ts';
import { createSignInLink } from '../../src/organizers/create-sign-in-link.ts';
import { aLetter, receive, replyEnv } from '../replies/letters.ts';
import { type Browser, openBrowser } from '../support/browser.ts';
import { inspect } from './inspect.ts';
import { addPerson } from './people.ts';
import { minute, type Site, startSite } from './site.ts';

const address = 'olive@example.org';
let browser: Browser;
let site: Site;

beforeAll(async () => {
  browser = await openBrowser();
  site = await startSite({ env: replyEnv });
  await addOrganizer(site.deps, { email: address, name: 'Olive Tremblay', role: 'owner' });
  for (const [email, firstName] of [
    ['ada@example.org', 'Ada'],
    ['zoe@example.org', 'Zoé'],
    ['bjorn@example.org', 'Björn'],
  ] as const) {
    await addPerson(site, 'fr', { email, firstName });
  }
  await site.runDueJobs();
  const quoted = '\n\nLe 3 juin 2026 à 10:00, Démo <x@example.org> a écrit :\n> Bonjour Ada,\n> voici la suite.';
  await send('ada@example.org', `Oui, je viens samedi ! Est-ce que je peux amener ma sœur ?${quoted}`);
  await send('zoe@example.org', 'Je déménage à Rimouski, pourriez-vous me désabonner de la liste du quartier ?');
  await send('zoe@example.org', 'STOP', 'Un cousin <cousin@example.net>');
  await send('bjorn@example.org', 'STOP');
  await receive(site, withFile(await addressOf('ada@example.org')));
  await site.runDueJobs();
});
afterAll(async () => {
  await browser.close();
  await site.close();
});

/** The Reply-To of the last mail that went to somebody. */
async function addressOf(email: string): Promise<string> {
  const [mail] = await site.deps.db.$client<{ replyTo: string }[]>`
    select headers ->> 'Reply-To' as "replyTo" from mailbox_mails where "to" = ${email} order by id desc limit 1`;
  if (!mail) throw new Error(`no mail went to ${email}`);
  return mail.replyTo;
}

async function send(email: string, text: string, from = email): Promise<void> {
  site.clock.advance(minute);
  expect(await receive(site, aLetter({ to: await addressOf(email), from, text }))).toBe('kept');
}

function withFile(to: string): Buffer {
  const lines = [
    'From: ada@example.org',
    `To: ${to}`,
    'Subject: =?UTF-8?Q?Le_d=C3=A9pliant?=',
    'Message-ID: <file@example.org>',
    'Content-Type: multipart/mixed; boundary="b1"',
    ...['', '--b1', 'Content-Type: text/plain; charset=utf-8', '', 'Voici le feuillet.'],
    ...['--b1', 'Content-Type: text/html; name="feuillet.html"', 'Content-Disposition: attachment', ''],
    ...['<script>document.title = "run"</script>', '--b1--', ''],
  ];
  return Buffer.from(lines.join('\r\n'));
}

async function signedIn(locale: Locale, look: { javaScript?: boolean; width?: number } = {}): Promise<Page> {
  const page = await browser.newPage(site.origin, { locale: `${locale}-CA`, ...look });
  await page.goto(await createSignInLink(site.deps, address));
  await page.getByRole('button', { name: messages(locale).admin.signIn.confirmButton }).click();
  await page.waitForURL(/\/admin$/);
  return page;
}

async function contactId(email: string): Promise<string> {
  const [contact] = await site.deps.db.$client`select id from contacts where email = ${email}`;
  return String(contact?.id);
}

describe.each(locales)('in %s, small and wide, light and dark, nothing is wrong with', (locale) => {
  const look = { axe: locale === 'fr' };

  test('the list, the conversations and the contact’s page', async () => {
    const t = messages(locale).replies;
    const page = await signedIn(locale);
    await page.goto('/admin/conversations');
    await inspect(page, `conversations-${locale}`, look);
    await page.getByRole('link', { name: 'Ada', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: t.with('Ada') }).waitFor();
    await inspect(page, `conversation-${locale}`, look);
    await page.getByText(t.quoted).first().click();
    await page.getByText('voici la suite.').waitFor();
    await page.goto('/admin/conversations');
    await page.getByRole('link', { name: 'Zoé', exact: true }).click();
    await page.getByRole('button', { name: t.leave }).first().waitFor();
    await inspect(page, `conversation-wish-${locale}`, look);
    await page.goto(`/admin/contacts/${await contactId('ada@example.org')}`);
    await inspect(page, `contact-conversation-${locale}`, look);
  });
});

test('whoever waits is answered, and the conversation waits no more', async () => {
  const t = messages('fr').replies;
  const page = await signedIn('fr', { javaScript: false });
  await page.goto('/admin/conversations');
  await page.getByRole('link', { name: 'Ada', exact: true }).click();
  await page.getByRole('button', { name: t.send('Ada') }).click();
  await page.getByText(t.emptyAnswer).waitFor();
  await page.getByRole('textbox', { name: t.answer }).fill('Bien sûr,\namène-la !');
  await page.getByRole('button', { name: t.send('Ada') }).dblclick();
  await page.getByRole('status').getByText(t.sent).waitFor();
  await site.runDueJobs();
  await page.reload();
  await page.getByText(t.states.sent, { exact: true }).waitFor();
  const mails = await site.deps.db.$client`
    select text from mailbox_mails where "to" = 'ada@example.org' and subject like 'Re:%'`;
  expect(mails).toHaveLength(1);
  expect(mails[0]?.text).toContain('Bien sûr,\namène-la !\n\n-- \nOlive Tremblay\n');
  await page.goto('/admin/conversations');
  expect(await page.getByRole('link', { name: 'Ada', exact: true }).count()).toBe(0);
});

test('a file is handed over as one, and never opened as a page of ours', async () => {
  const page = await signedIn('en');
  await page.goto(`/admin/contacts/${await contactId('ada@example.org')}`);
  const link = page.getByRole('link', { name: /^feuillet\.html/ }).first();
  const href = (await link.getAttribute('href')) ?? '';
  const answer = await page.request.get(site.origin + href);
  expect(answer.headers()).toMatchObject({
    'content-type': 'application/octet-stream',
    'content-disposition': "attachment; filename*=UTF-8''feuillet.html",
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
  });
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  expect(download.suggestedFilename()).toBe('feuillet.html');
  expect(await page.title()).not.toBe('run');
});

test('who asks to leave in passing is let go by one click', async () => {
  const t = messages('fr').replies;
  const page = await signedIn('fr');
  await page.goto('/admin/conversations');
  await page.getByRole('link', { name: 'Zoé', exact: true }).click();
  await page.getByRole('button', { name: t.leave }).first().click();
  await page.getByText(t.left).waitFor();
  const left = await site.deps.db.$client`select source from consents where action = 'withdrawn' order by at`;
  expect(left.map(({ source }) => source)).toEqual(['reply', 'reply-read']);
});
