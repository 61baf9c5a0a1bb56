import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { spaceUrl } from '../../src/http/links.ts';
import { type Locale, locales, messages } from '../../src/locales/index.ts';
import { type Browser, openBrowser } from '../support/browser.ts';
import { inspect } from './inspect.ts';
import { addPerson, book, makePast } from './people.ts';
import { type Site, startSite } from './site.ts';

let browser: Browser;
let site: Site;

beforeAll(async () => {
  site = await startSite();
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await site.close();
});

describe.each(locales)(
  'a kind sentence, what was typed still there, and nothing wrong on the page, in %s,',
  (locale) => {
    const t = messages(locale).pages;
    const look = { axe: locale === 'fr' };

    test('when the form came back too quickly', async () => {
      const slow = await startSite({ env: { FORM_MIN_SECONDS: '3600' } });
      const page = await openForm(slow, locale);
      await send(page, t.notices['too-quick']);
      await inspect(page, `notice-too-quick-${locale}`, look);
      await slow.close();
    });

    test('when too many came from one network', async () => {
      const strict = await startSite({ env: { SIGNUP_LIMIT_PER_MINUTE: '1' } });
      const page = await openForm(strict, locale);
      await sendAccepted(page);
      await page.goto(`/${locale}/porte-a-porte`);
      await fillIn(page, 'someone.else@example.org');
      await send(page, t.notices['too-many']);
      await inspect(page, `notice-too-many-${locale}`, look);
      await strict.close();
    });

    test('when the page had been open for days', async () => {
      const page = await openForm(site, locale);
      await page.evaluate("document.querySelector('input[name=form]').value = 'old'");
      await send(page, t.notices['stale-form']);
      await inspect(page, `notice-stale-form-${locale}`, look);
      await sendAccepted(page);
    });

    test('when a hidden field was filled in', async () => {
      const page = await openForm(site, locale);
      await page.evaluate("document.querySelector('input[name=website]').value = 'https://example.org'");
      await send(page, t.notices.trap);
      await inspect(page, `notice-trap-${locale}`, look);
      await sendAccepted(page);
    });

    test('when nothing can be saved, and no script runs', async () => {
      const page = await openForm(site, locale, true);
      vi.spyOn(site.deps.intake, 'submit').mockRejectedValueOnce(new AppError('unavailable'));
      await send(page, t.notices.unavailable);
      await inspect(page, `notice-unavailable-${locale}`, look);
      await sendAccepted(page);
    });

    test('when there is no network', async () => {
      const page = await openForm(site, locale);
      await page.context().setOffline(true);
      await send(page, t.live.offline);
      await inspect(page, `banner-offline-${locale}`, look);
    });

    test('when a report cannot be saved, and no script runs', async () => {
      const shift = locale === 'fr' ? 'soupe-equipe' : 'sortie-riviere';
      const person = await addPerson(site, locale, { email: `reporter.${locale}@example.org` });
      const booking = await book(site, person, shift);
      await makePast(site, shift);
      const page = await open(site, locale, true);
      await page.goto(`${person.space}/bookings/${booking}/report`);
      await page.getByRole('textbox', { name: t.fields.note }).fill('Une belle soirée');
      vi.spyOn(site.deps.db, 'transaction').mockRejectedValueOnce(new AppError('unavailable'));
      await page.getByRole('button', { name: t.report.attended }).first().click();
      await page.getByRole('heading', { level: 1, name: t.problems.unavailable.title }).waitFor();
      await page.getByText('Une belle soirée').waitFor();
      await inspect(page, `problem-unavailable-${locale}`, look);
      await page.getByRole('button', { name: t.problems.retry }).click();
      await page.getByRole('heading', { level: 1, name: t.report.thanksAttended }).waitFor();
    });

    test('when a link is too old', async () => {
      const person = await addPerson(site, locale, { email: `old.${locale}@example.org` });
      const campaign = await site.deps.campaigns.find('porte-a-porte');
      const of = { contactId: person.contactId, campaignId: campaign?.id ?? '', since: new Date(0) };
      const page = await open(site, locale);
      await page.goto(spaceUrl({ baseUrl: '', secret: site.deps.config.secret }, of));
      await page.getByRole('heading', { level: 1, name: t.problems.gone.title }).waitFor();
      await inspect(page, `link-too-old-${locale}`, look);
    });

    test.each([
      { kind: 'unsupported-type', change: "form.enctype = 'multipart/form-data'" },
      { kind: 'too-large', change: "form.querySelector('[name=firstName]').value = 'x'.repeat(70_000)" },
    ] as const)('when what was sent is refused: $kind', async ({ kind, change }) => {
      const page = await openForm(site, locale, true);
      await page.evaluate(`{ const form = document.querySelector('#signup'); ${change} }`);
      await page.locator('#signup [type=submit]').click();
      await page.getByRole('heading', { level: 1, name: t.problems[kind].title }).waitFor();
      await inspect(page, `problem-${kind}-${locale}`, look);
    });

    test('when there is no campaign', async () => {
      const empty = await startSite({ demo: false });
      const page = await open(empty, locale);
      await page.goto(`/?lang=${locale}`);
      await page.getByRole('heading', { level: 1, name: t.campaigns.emptyTitle }).waitFor();
      await inspect(page, `index-empty-${locale}`, look);
      await empty.close();
    });
  },
);

/** A page; without our script it is what a browser without scripts shows, and axe still runs in it. */
async function open(at: Site, locale: Locale, withoutScript = false): Promise<Page> {
  const page = await browser.newPage(at.origin, { locale: `${locale}-CA` });
  const nothing = { contentType: 'text/javascript', body: '' };
  if (withoutScript) await page.route('**/js/terrain.js*', (route) => route.fulfill(nothing));
  return page;
}

async function openForm(at: Site, locale: Locale, withoutScript = false): Promise<Page> {
  const page = await open(at, locale, withoutScript);
  await page.goto(`/${locale}/porte-a-porte`);
  await fillIn(page, 'ada@example.org');
  return page;
}

async function fillIn(page: Page, email: string): Promise<void> {
  await page.locator('[name=email]').fill(email);
  await page.locator('[name=firstName]').fill('Ada');
  await page.locator('[name=postalCode]').fill('H2X 1Y4');
}

/** Sends the form and reads why it came back, with all that was typed. */
async function send(page: Page, sentence: string): Promise<void> {
  await page.locator('#signup [type=submit]').click();
  await page.getByRole('alert').filter({ hasText: sentence }).waitFor();
  expect(await page.locator('[name=firstName]').inputValue()).toBe('Ada');
  expect(await page.locator('[name=postalCode]').inputValue()).toBe('H2X 1Y4');
}

async function sendAccepted(page: Page): Promise<void> {
  await page.locator('#signup [type=submit]').click();
  await page.waitForURL(/\/next\//);
}
