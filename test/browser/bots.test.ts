import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { messages } from '../../src/locales/index.ts';
import { type Browser, openBrowser } from '../support/browser.ts';
import { post } from '../support/forms.ts';
import { inspect } from './inspect.ts';
import { linkOf, openMail, type Site, startSite } from './site.ts';

const t = messages('fr');
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

describe('while bots are about', () => {
  test('a form sends the proof that its device made, and nobody notices', async () => {
    await flood();
    const page = await browser.newPage(site.origin);
    const challenge = page.waitForResponse('**/challenge');
    await page.goto('/fr/porte-a-porte');
    await page.locator('[name=email]').focus();
    await challenge;
    await fillIn(page, 'ada@example.org');
    await page.waitForURL('**/next/**');
    expect(await countSignups()).toBe(1);
    // And again in the same tab, where the script is there already.
    await page.goto('/fr/porte-a-porte');
    await fillIn(page, 'eve@example.org');
    await page.waitForURL('**/next/**');
    expect(await countSignups()).toBe(2);
  });

  test('a page that was open before comes back with everything, and passes at the second press', async () => {
    const page = await browser.newPage(site.origin);
    await page.goto('/fr/porte-a-porte');
    await flood();
    await fillIn(page, 'ada@example.org');
    await page.getByText(t.pages.notices.unproven).waitFor();
    expect(await page.locator('[name=email]').inputValue()).toBe('ada@example.org');
    await inspect(page, 'notice-unproven-fr');
    await page.locator('form.signup [type=submit]').click();
    await page.waitForURL('**/next/**');
    expect(await countSignups()).toBe(1);
  });

  test('a device that cannot make the proof is sent a mail, and counts by its button', async () => {
    await flood();
    const page = await browser.newPage(site.origin);
    await page.addInitScript("Object.defineProperty(crypto, 'subtle', { value: undefined })");
    await page.goto('/fr/porte-a-porte');
    await fillIn(page, 'ada@example.org');
    await page.getByRole('heading', { name: t.bots.held.title }).waitFor();
  });

  test('a browser without scripts is sent a mail, and counts by its button', async () => {
    await flood();
    const page = await browser.newPage(site.origin, { javaScript: false });
    await page.goto('/fr/porte-a-porte');
    expect(await page.locator('noscript p').textContent()).toBe(t.bots.withoutScript);
    await inspect(page, 'landing-guarded-no-script', { axe: false });
    await fillIn(page, 'ada@example.org');
    await page.getByRole('heading', { name: t.bots.held.title }).waitFor();
    await site.runDueJobs();
    expect(await countSignups()).toBe(0);
    await openMail(site, 'ada@example.org', '/c/held/', page);
    await page.goto(await linkOf(page, t.mail.confirm.button));
    await page.getByRole('button', { name: t.bots.release.action }).click();
    await page.getByText(t.pages.outcomes.confirmed).waitFor();
    expect(await countSignups()).toBe(1);
  });

  test.each(['fr', 'en'] as const)('the pages of the way without a proof (%s)', async (locale) => {
    await flood();
    const page = await browser.newPage(site.origin, { locale: `${locale}-CA` });
    await page.goto(`/${locale}/porte-a-porte/held`);
    await inspect(page, `held-${locale}`);
    const words = messages(locale);
    const other = await browser.newPage(site.origin, { javaScript: false });
    await other.goto(`/${locale}/porte-a-porte`);
    await fillIn(other, 'ada@example.org');
    await other.waitForURL('**/held');
    await site.runDueJobs();
    await openMail(site, 'ada@example.org', '/c/held/', page);
    await page.goto(await linkOf(page, words.mail.confirm.button));
    await page.getByRole('button', { name: words.bots.release.action }).waitFor();
    await inspect(page, `held-confirm-${locale}`);
  });
});

async function flood(): Promise<void> {
  for (let n = 0; n < 30; n++) await post(site.app, '/fr/porte-a-porte/signups', { website: 'https://spam.example' });
  await site.deps.refusals.flush();
  // Pages in memory are a second old at most.
  await site.app.request('/fr/porte-a-porte');
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  for (const path of ['/fr/porte-a-porte', '/en/porte-a-porte']) await site.app.request(path);
  await new Promise((resolve) => setTimeout(resolve, 200));
}

async function fillIn(page: Awaited<ReturnType<Browser['newPage']>>, email: string): Promise<void> {
  await page.locator('[name=email]').fill(email);
  await page.locator('[name=firstName]').fill('Ada');
  await page.locator('[name=postalCode]').fill('H2X 1Y4');
  await page.locator('form.signup [type=submit]').click();
}

async function countSignups(): Promise<number> {
  const [row] = await site.deps.db.$client`select count(*)::int as count from signups`;
  return Number(row?.count);
}
