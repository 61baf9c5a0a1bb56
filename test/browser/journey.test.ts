import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { consents } from '../../src/consents/table.ts';
import riding from '../../src/imports/demo/porte-a-porte.json' with { type: 'json' };
import { type Locale, messages } from '../../src/locales/index.ts';
import { reports } from '../../src/reports/table.ts';
import { bookings } from '../../src/shifts/table.ts';
import { type Browser, openBrowser } from '../support/browser.ts';
import { inspect } from './inspect.ts';
import { day, linkOf, minute, openMail, type Site, startSite } from './site.ts';

type Person = { locale: Locale; width: number; javaScript: boolean };

const email = 'adele@example.org';
let browser: Browser;
let site: Site;

beforeAll(async () => {
  browser = await openBrowser();
});
// Each journey moves the clock past the shifts.
beforeEach(async () => {
  site = await startSite();
  return () => site.close();
});
afterAll(() => browser.close());

const people = (['fr', 'en'] as const).flatMap((locale) =>
  [true, false].map((javaScript) => ({
    locale,
    width: locale === 'fr' ? 360 : 1280,
    javaScript,
    name: `in ${locale} at ${locale === 'fr' ? 360 : 1280} px with JavaScript ${javaScript ? 'on' : 'off'}`,
  })),
);

test.each(people)('a link leads to a shift, a report and a way out: $name', async (person) => {
  const page = await browser.newPage(site.origin, { ...person, locale: `${person.locale}-CA` });
  const mail = await browser.newPage(site.origin, { width: person.width });
  await signUp(page, person);
  await takePlace(page, person);
  await site.runDueJobs();
  site.clock.advance(minute);
  await confirmAddress(page, mail, person);
  await changeMind(page, person);
  await site.runDueJobs();
  site.clock.advance(6 * day);
  await site.runDueJobs();
  await report(page, mail, person);
  await leave(page, mail, person);

  expect(await site.deps.db.select().from(bookings)).toMatchObject([{ state: 'attended', sequence: 2 }]);
  expect(await site.deps.db.select().from(reports)).toMatchObject([{ kind: 'attended', count: 12, needsHelp: true }]);
  const ledger = await site.deps.db.select().from(consents).orderBy(consents.at);
  expect(ledger.map(({ action, source }) => [action, source])).toEqual([
    ['granted', 'form'],
    ['granted', 'confirm-page'],
    ['withdrawn', 'unsubscribe-page'],
  ]);
});

/** From the short link to the page after the form, by way of its mistakes. */
async function signUp(page: Page, { locale }: Person): Promise<void> {
  const t = messages(locale).pages;
  await page.goto('/porte-a-porte');
  expect(new URL(page.url()).pathname).toBe(`/${locale}/porte-a-porte`);
  await page.getByRole('heading', { level: 1, name: riding.texts[locale].headline }).waitFor();
  const consent = page.getByRole('checkbox', {
    name: messages(locale).consents.wordings.quebec.email({ sender: riding.settings.sender.name, partner: '' }),
  });
  expect(await consent.isChecked()).toBe(false);

  await page.getByRole('textbox', { name: t.fields.firstName }).fill('Adèle');
  await page.getByRole('textbox', { name: t.fields.email }).fill('adele@');
  const send = page.getByRole('button', { name: riding.texts[locale].button });
  await send.click();
  const summary = page.getByRole('alert').filter({ hasText: t.form.errorsTitle(2) });
  await summary.waitFor();
  expect(await page.locator(':focus').getAttribute('role')).toBe('alert');
  const address = page.getByRole('textbox', { name: t.fields.email });
  expect(await address.getAttribute('aria-invalid')).toBe('true');
  expect(await describedBy(page, 'email')).toBe(t.errors.email);
  expect(await describedBy(page, 'postalCode')).toContain(t.missing.postalCode);
  expect(await page.getByRole('textbox', { name: t.fields.firstName }).inputValue()).toBe('Adèle');
  expect(await consent.isChecked()).toBe(false);

  await summary.getByRole('link', { name: t.fields.email }).click();
  expect(await page.locator(':focus').getAttribute('name')).toBe('email');
  await address.fill(email);
  await page.getByRole('textbox', { name: t.fields.postalCode }).fill('h2x1y4');
  await page.getByRole('textbox', { name: t.fields.phone }).fill('514 555-0199');
  await page.getByRole('checkbox', { name: t.form.availability.evenings }).check();
  await consent.check();
  await send.click();
  await page.waitForURL(/\/next\//);
  await page.getByRole('heading', { level: 1, name: t.next.thanks }).waitFor();
  await page.getByText(t.next.mailConsented).waitFor();
}

/** What stands beside a field for who hears the page, too. */
async function describedBy(page: Page, name: string): Promise<string> {
  const ids = (await page.locator(`#field-${name}`).getAttribute('aria-describedby')) ?? '';
  const texts = ids.split(' ').map((id) => page.locator(`#${id}`).textContent());
  return (await Promise.all(texts)).join(' ').trim();
}

async function takePlace(page: Page, { locale }: Person): Promise<void> {
  const t = messages(locale).pages;
  await page.getByRole('button', { name: shiftTitle(locale) }).click();
  await page.getByText(t.outcomes.booked).waitFor();
  await page.getByRole('heading', { name: t.next.bookedTitle }).waitFor();
}

async function confirmAddress(page: Page, mail: Page, { locale, javaScript }: Person): Promise<void> {
  const { mail: m, pages: t } = messages(locale);
  await openMail(site, email, m.booking.headline, mail);
  if (javaScript) await inspect(mail, `mail-booking-${locale}`, { axe: false });
  await openMail(site, email, m.confirm.headline, mail);
  if (javaScript) await inspect(mail, `mail-confirm-${locale}`, { axe: false });
  await page.goto(await linkOf(mail, m.confirm.button));
  await page.getByRole('heading', { level: 1, name: t.confirm.title }).waitFor();
  await page.getByRole('button', { name: t.confirm.action }).click();
  await page.waitForURL(/\/s\//);
  await page.getByText(t.outcomes.confirmed).waitFor();
  await page.getByText(t.shift.booked, { exact: true }).waitFor();
}

/** Gives the seat back and takes it again. */
async function changeMind(page: Page, { locale }: Person): Promise<void> {
  const t = messages(locale).pages;
  await page.getByRole('link', { name: t.shift.cancelNamed(shiftTitle(locale), '') }).click();
  await page.getByRole('heading', { level: 1, name: t.cancel.title }).waitFor();
  await page.getByRole('button', { name: t.cancel.action }).click();
  await page.getByText(t.outcomes.cancelled).waitFor();
  await page.getByText(t.shift.cancelled, { exact: true }).waitFor();
  await page.getByRole('button', { name: shiftTitle(locale) }).click();
  await page.getByText(t.outcomes.booked).waitFor();
  await page.getByText(t.shift.booked, { exact: true }).waitFor();
}

async function report(page: Page, mail: Page, { locale, javaScript }: Person): Promise<void> {
  const { mail: m, pages: t } = messages(locale);
  await openMail(site, email, m.reportAsk.headline, mail);
  if (javaScript) await inspect(mail, `mail-report-ask-${locale}`, { axe: false });
  await page.goto(await linkOf(mail, m.reportAsk.attended));
  await page.getByText(t.report.preset.attended).waitFor();
  await page.getByRole('textbox', { name: t.fields.doorsDone }).fill('12');
  await page.getByRole('checkbox', { name: t.fields.needsHelp }).check();
  await page.getByRole('button', { name: t.report.attended }).last().click();
  await page.getByRole('heading', { level: 1, name: t.report.thanksAttended }).waitFor();
  await page.getByText(t.report.helpComing).waitFor();
  // The next ask: another shift, or somebody to bring along.
  await page.getByRole('button', { name: riding.shifts[1]?.texts[locale].title ?? '' }).waitFor();
  await page.getByRole('heading', { name: t.share.title }).waitFor();
}

async function leave(page: Page, mail: Page, { locale }: Person): Promise<void> {
  const { mail: m, pages: t } = messages(locale);
  await page.goto(await linkOf(mail, m.footer.unsubscribe));
  await page.getByRole('heading', { level: 1, name: t.unsubscribe.title }).waitFor();
  await page.getByRole('button', { name: t.unsubscribe.action }).click();
  await page.getByRole('heading', { level: 1, name: t.unsubscribe.doneTitle }).waitFor();
}

function shiftTitle(locale: Locale): string {
  return riding.shifts[0]?.texts[locale].title ?? '';
}
