import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import foodBank from '../../src/imports/demo/paniers-solidaires.json' with { type: 'json' };
import { messages } from '../../src/locales/index.ts';
import { pledges } from '../../src/pledges/table.ts';
import { type Browser, openBrowser } from '../support/browser.ts';
import { linkOf, type Site, startSite } from './site.ts';

const t = messages('fr').pages;
let site: Site;
let browser: Browser;

beforeAll(async () => {
  browser = await openBrowser();
});
beforeEach(async () => {
  site = await startSite();
  return () => site.close();
});
afterAll(() => browser.close());

test.each([
  { javaScript: true, name: 'on' },
  { javaScript: false, name: 'off' },
])('an amount as French writes it is pledged, given elsewhere and reported, with JavaScript $name', async (look) => {
  const page = await browser.newPage(site.origin, look);
  await page.goto('/fr/paniers-solidaires');
  const tile = page.getByRole('radio', { name: '50 $', exact: true });
  if (look.javaScript) await tile.check();
  await page.getByRole('textbox', { name: t.fields.amountOther }).fill('10,50');
  // One's own figure stands in for the suggested one.
  expect(await tile.isChecked()).toBe(false);
  await page.getByRole('radio', { name: t.form.monthly }).check();
  await page.getByRole('textbox', { name: t.fields.email }).fill(`ada.${look.name}@example.org`);
  await page.getByRole('textbox', { name: t.fields.firstName }).fill('Ada');
  await page.getByRole('button', { name: foodBank.texts.fr.button }).click();

  await page.getByRole('heading', { level: 1, name: t.next.thanks }).waitFor();
  await page.getByText(t.pledge.monthly('10,50 $')).waitFor();
  expect(await linkOf(page, t.pledge.donate)).toBe(foodBank.settings.pledge.donationUrl);
  const promise = { amountMinor: 1050, currency: 'CAD', frequency: 'monthly' };
  expect(await site.deps.db.select().from(pledges)).toMatchObject([{ ...promise, reportedAt: null }]);

  await page.getByRole('button', { name: t.pledge.doneMoney }).click();
  await page.getByText(t.outcomes['pledge-kept']).waitFor();
  await page.getByText(t.pledge.kept, { exact: true }).waitFor();
  expect(await site.deps.db.select().from(pledges)).toMatchObject([{ ...promise, reportedAt: site.clock.now() }]);
});
