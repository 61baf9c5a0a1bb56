import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import riding from '../../src/imports/demo/porte-a-porte.json' with { type: 'json' };
import { messages } from '../../src/locales/index.ts';
import { addOrganizer } from '../../src/organizers/add-organizer.ts';
import { type Browser, openBrowser } from '../support/browser.ts';
import { signUp } from '../support/forms.ts';
import { linkOf, minute, openMail, type Site, startSite } from './site.ts';

const { admin: t, consents, mail: m, outreach, sources } = messages('en');
const csv = z.array(z.object({ email: z.string(), first_name: z.string() }));
const address = 'olive@example.org';
let site: Site;
let browser: Browser;

beforeAll(async () => {
  site = await startSite();
  await addOrganizer(site.deps, { email: address, name: 'Olive', role: 'owner' });
  const people = [
    ['Émilie', 'emilie@example.org'],
    ['Björn', 'bjorn@example.org'],
  ] as const;
  for (const [firstName, email] of people) {
    await signUp(site.app, { firstName, email, postalCode: 'H2X 1Y4' }, '/fr/porte-a-porte');
  }
  await site.runDueJobs();
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await site.close();
});

test.each([{ width: 1280 }, { width: 360 }])(
  'an organizer signs in, looks around, takes the contacts along and leaves, at $width px',
  async (look) => {
    const page = await browser.newPage(site.origin, { ...look, locale: 'en-CA' });
    await signIn(page);
    await readToday(page);
    await findContact(page);
    await takeContactsAlong(page);
    await readMailbox(page);
    await follow(page, t.nav.audit);
    await page.getByRole('row', { name: t.audit.actions['contacts.exported'] }).getByText('Olive').first().waitFor();
    await page.getByRole('button', { name: t.signOut }).click();
    await page.getByRole('heading', { level: 1, name: t.signIn.title }).waitFor();
    await page.goto('/admin/contacts');
    expect(new URL(page.url()).pathname).toBe('/admin/sign-in');
  },
);

/** By a mailed link, which does nothing until its button is pressed. */
async function signIn(page: Page): Promise<void> {
  // Mails of one moment have no order.
  site.clock.advance(minute);
  await page.goto('/admin');
  await page.getByText(t.signIn.ended).waitFor();
  await page.getByRole('textbox', { name: t.signIn.email }).fill(address);
  await page.getByRole('button', { name: t.signIn.button }).click();
  await page.getByRole('heading', { level: 1, name: t.signIn.sentTitle }).waitFor();
  await site.runDueJobs();
  const mail = await browser.newPage(site.origin);
  await openMail(site, address, m.signIn.headline, mail);
  const link = await linkOf(mail, m.signIn.button);

  await page.goto(link);
  await page.goto('/admin');
  expect(new URL(page.url()).pathname).toBe('/admin/sign-in');
  await page.goto(link);
  await page.getByRole('button', { name: t.signIn.confirmButton }).click();
  await page.getByRole('heading', { level: 1, name: t.home.title }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/admin');
}

/** Two have joined today, of two in all. */
async function readToday(page: Page): Promise<void> {
  const campaign = page.getByRole('region', { name: riding.texts.en.title });
  const row = campaign.getByRole('row', { name: sources.steps.signedUp });
  expect(await row.getByRole('cell').allTextContents()).toEqual(['2', '2']);
}

/** By a name typed without its accent, and then reads what happened. */
async function findContact(page: Page): Promise<void> {
  await follow(page, t.nav.contacts);
  // The key waits for the page's script, as nobody's finger has to.
  await expect
    .poll(async () => {
      await page.keyboard.press('/');
      return await page.locator('input[type=search]:focus').count();
    })
    .toBe(1);
  await page.getByRole('searchbox').fill('');
  await page.keyboard.type('emilie');
  await page.keyboard.press('Enter');
  await page.waitForURL(/q=emilie/);
  expect(await page.getByRole('rowheader').allTextContents()).toEqual(['Émilie']);
  await page.getByRole('link', { name: 'Émilie' }).click();
  await page.getByRole('heading', { level: 1, name: 'Émilie' }).waitFor();
  const timeline = page.getByRole('region', { name: t.contact.timeline });
  const lines = await timeline.getByRole('listitem').locator('strong').allTextContents();
  // The clock stands still: what the jobs did at one moment comes in any order.
  expect(lines.slice(0, 2).sort()).toEqual(
    [t.contact.activities['message.sent'], outreach.timeline.activities['contact.assigned']].sort(),
  );
  expect(lines.slice(2)).toEqual([
    outreach.timeline.consentAsked(consents.admin.consentChannels.email),
    t.contact.activities['signup.recorded'],
  ]);
  await page.getByRole('link', { name: t.contact.back }).click();
}

async function takeContactsAlong(page: Page): Promise<void> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: t.contacts.exportAll, exact: true }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^terrain-contacts-\d{4}-\d\d-\d\d\.csv$/);
  const rows = csv.parse(parse(await readFile(await download.path(), 'utf8'), { columns: true }));
  expect(rows.map((row) => `${row.first_name} <${row.email}>`).sort()).toEqual([
    'Björn <bjorn@example.org>',
    'Émilie <emilie@example.org>',
  ]);
}

/** A mail stands in its frame as its reader sees it, with a link that works there. */
async function readMailbox(page: Page): Promise<void> {
  await follow(page, t.nav.mailbox);
  const { confirm } = messages('fr').mail;
  await page
    .getByRole('link', { name: confirm.subject({ campaign: riding.texts.fr.title }) })
    .first()
    .click();
  const frame = page.frameLocator('iframe');
  await frame.getByRole('heading', { name: confirm.headline }).waitFor();
  await page.getByRole('link', { name: t.mailbox.plain }).click();
  await page.getByText(confirm.ignore).waitFor();
  await page.getByRole('link', { name: t.mailbox.look }).click();
  await frame.getByRole('link', { name: confirm.button }).click();
  await page.getByRole('heading', { level: 1, name: messages('fr').pages.confirm.title }).waitFor();
  await page.goto('/admin');
}

async function follow(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation', { name: t.nav.label }).getByRole('link', { name }).click();
  await page.locator('[aria-current=page]').filter({ hasText: name }).waitFor();
}
