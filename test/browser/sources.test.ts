import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import riding from '../../src/imports/demo/porte-a-porte.json' with { type: 'json' };
import { messages } from '../../src/locales/index.ts';
import { addOrganizer } from '../../src/organizers/add-organizer.ts';
import { createSignInLink } from '../../src/organizers/create-sign-in-link.ts';
import { type Browser, openBrowser } from '../support/browser.ts';
import { inspect } from './inspect.ts';
import { day, linkOf, minute, openMail, type Site, startSite } from './site.ts';

const t = messages('fr');
const shift = riding.shifts[0]?.texts.fr.title ?? '';
let browser: Browser;
let site: Site;

beforeAll(async () => {
  browser = await openBrowser();
});
beforeEach(async () => {
  site = await startSite();
  return () => site.close();
});
afterAll(() => browser.close());

test.each([{ javaScript: true }, { javaScript: false }])(
  'a post and a shared link are followed to the door, with JavaScript $javaScript',
  async ({ javaScript }) => {
    const look = { javaScript, locale: 'fr-CA' as const };
    const ada = await browser.newPage(site.origin, look);
    await ada.goto('/porte-a-porte?utm_source=facebook&utm_medium=social&utm_content=affiche');
    await signUp(ada, 'ada@example.org', 'Ada', { stumbles: true });
    await takePlace(ada);
    if (javaScript) await inspect(ada, 'next-pledge-fr');
    const shared = await passOn(ada, javaScript);
    expect(shared).toMatch(/\/porte-a-porte\?by=\w{10}&utm_source=link/);

    const bob = await browser.newPage(site.origin, look);
    await bob.goto(shared);
    // The way round by the other language loses nothing.
    await bob.getByRole('link', { name: 'English' }).click();
    await bob.getByRole('link', { name: 'Français' }).click();
    await signUp(bob, 'bob@example.org', 'Bob');
    await takePlace(bob);

    await confirm(ada, 'ada@example.org');
    await confirm(bob, 'bob@example.org');
    await ada.reload();
    await ada.getByText(t.asks.recruits(1)).waitFor();
    if (javaScript) await inspect(ada, 'space-recruits-fr');

    site.clock.advance(6 * day);
    await site.runDueJobs();
    await report(ada, 'ada@example.org');
    await report(bob, 'bob@example.org');
    await readSources(javaScript);
  },
);

async function signUp(page: Page, email: string, name: string, { stumbles = false } = {}): Promise<void> {
  const send = page.getByRole('button', { name: riding.texts.fr.button });
  if (stumbles) {
    await send.click();
    await page
      .getByRole('alert')
      .filter({ hasText: t.pages.form.errorsTitle(3) })
      .waitFor();
  }
  await page.getByRole('textbox', { name: t.pages.fields.firstName }).fill(name);
  await page.getByRole('textbox', { name: t.pages.fields.email }).fill(email);
  await page.getByRole('textbox', { name: t.pages.fields.postalCode }).fill('H2X 1Y4');
  await page.getByRole('checkbox', { name: /J’accepte/ }).check();
  await send.click();
  await page.getByRole('heading', { level: 1, name: t.pages.next.thanks }).waitFor();
}

async function takePlace(page: Page): Promise<void> {
  await page.getByRole('button', { name: shift }).click();
  await page.getByRole('heading', { name: t.pages.next.bookedTitle }).waitFor();
  await page.getByRole('heading', { name: t.asks.pledge.titles.doors }).waitFor();
}

/** Makes a slip in the pledge, then puts it off, and reads the link to share. */
async function passOn(page: Page, looked: boolean): Promise<string> {
  await page.getByRole('textbox', { name: t.pages.fields.doorsOther }).fill('beaucoup');
  await page.getByRole('button', { name: t.asks.pledge.button }).click();
  await page.getByText(t.pages.errors.count).first().waitFor();
  expect(await page.getByRole('textbox', { name: t.pages.fields.doorsOther }).inputValue()).toBe('beaucoup');
  if (looked) await inspect(page, 'next-pledge-errors-fr');
  await page.getByRole('link', { name: t.asks.skipTo(t.asks.names.share) }).click();
  await page.getByRole('heading', { name: t.pages.share.title }).waitFor();
  if (looked) await inspect(page, 'next-share-fr');
  return await page.getByRole('textbox', { name: t.pages.share.link }).inputValue();
}

async function confirm(page: Page, email: string): Promise<void> {
  await site.runDueJobs();
  site.clock.advance(minute);
  const mail = await browser.newPage(site.origin);
  await openMail(site, email, t.mail.confirm.headline, mail);
  await page.goto(await linkOf(mail, t.mail.confirm.button));
  await page.getByRole('button', { name: t.pages.confirm.action }).click();
  await page.getByText(t.pages.outcomes.confirmed).waitFor();
}

async function report(page: Page, email: string): Promise<void> {
  const mail = await browser.newPage(site.origin);
  await openMail(site, email, t.mail.reportAsk.headline, mail);
  await page.goto(await linkOf(mail, t.mail.reportAsk.attended));
  await page.getByRole('button', { name: t.pages.report.attended }).last().click();
  await page.getByRole('heading', { level: 1, name: t.pages.report.thanksAttended }).waitFor();
}

/** The organizers' numbers, by source. */
async function readSources(looked: boolean): Promise<void> {
  await addOrganizer(site.deps, { email: 'olive@example.org', name: 'Olive', role: 'owner' });
  const page = await browser.newPage(site.origin, { width: 1280 });
  await page.goto(await createSignInLink(site.deps, 'olive@example.org'));
  await page.getByRole('button', { name: t.admin.signIn.confirmButton }).click();
  await page.getByRole('link', { name: `${t.sources.link} ${riding.texts.fr.title}` }).click();
  await page.getByRole('heading', { level: 1 }).waitFor();
  const table = page.getByRole('table', { name: t.sources.source });
  // Signed up, confirmed, pledged, booked, attended, reported.
  expect(await figures(table.getByRole('row', { name: 'facebook' }))).toEqual(['1', '1', '0', '1', '1', '1']);
  expect(await figures(table.getByRole('row', { name: t.sources.person }))).toEqual(['1', '1', '0', '1', '1', '1']);
  expect(await figures(table.getByRole('row', { name: t.sources.total }))).toEqual(['2', '2', '0', '2', '2', '2']);
  if (looked) await inspect(page, 'admin-sources-fr');
  await page.getByRole('table', { name: t.sources.recruiters }).getByRole('link', { name: 'Ada' }).click();
  await page.getByText(t.sources.contact.activities['recruit.joined']).waitFor();
  await page.getByRole('link', { name: 'Bob' }).click();
  await page.getByText(t.sources.contact.activities['contact.recruited']).waitFor();
  if (looked) await inspect(page, 'admin-contact-recruited-fr');
}

async function figures(row: ReturnType<Page['getByRole']>): Promise<string[]> {
  const cells = await row.getByRole('cell').allInnerTexts();
  return cells.slice(-6).map((text) => text.trim());
}
