import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import riding from '../../src/imports/demo/porte-a-porte.json' with { type: 'json' };
import { revokeKiosk } from '../../src/kiosk/revoke-kiosk.ts';
import { messages } from '../../src/locales/index.ts';
import { signups } from '../../src/signups/table.ts';
import { openDevice } from '../kiosk/device.ts';
import { type Browser, openBrowser } from '../support/browser.ts';
import { fillIn, send } from './kiosk-visitor.ts';
import { type Site, startSite } from './site.ts';
import { startUnsteadyNetwork } from './unsteady-network.ts';

const slug = 'porte-a-porte';
const t = messages('fr');
let site: Site;
let browser: Browser;
let path: string;

beforeAll(async () => {
  site = await startSite();
  browser = await openBrowser();
  path = (await openDevice(site, { slug })).page;
});
afterAll(async () => {
  await browser.close();
  await site.close();
});

test.each([
  [
    'has hardly any space left',
    'StorageManager.prototype.estimate = async () => ({ quota: 1e9, usage: 999e6 })',
    'full',
  ],
  [
    'refuses to keep more',
    "IDBObjectStore.prototype.put = () => { throw new DOMException('', 'QuotaExceededError') }",
    'full',
  ],
  [
    'has no IndexedDB',
    "delete window.indexedDB; Object.defineProperty(window, 'indexedDB', { value: undefined })",
    'storage',
  ],
  ['is not on a secure address', "Object.defineProperty(crypto, 'subtle', { value: undefined })", 'insecure'],
] as const)('a device that %s says so before anybody signs', async (_, change, trouble) => {
  const page = await browser.newPage(site.origin);
  await page.addInitScript(change);
  await page.goto(path);
  await page.getByText(t.kiosk.page.trouble[trouble]).waitFor();
  expect(await page.locator('form').count()).toBe(0);
});

test('a device that fills up while somebody signs says so, keeps what they typed, and takes it once it can', async () => {
  const page = await openKiosk();
  await page.evaluate(`{
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = () => { throw new DOMException('', 'QuotaExceededError'); };
    window.makeRoom = () => { IDBObjectStore.prototype.put = put; };
  }`);
  await fillIn(page, 'fr', { email: 'ines@example.org' });
  await send(page);
  await page.getByRole('alert').filter({ hasText: t.kiosk.live.notKept }).waitFor();
  expect(await page.getByRole('textbox', { name: t.pages.fields.email }).inputValue()).toBe('ines@example.org');
  await page.evaluate('makeRoom()');
  await send(page);
  await page.getByRole('heading', { name: t.kiosk.page.kept }).waitFor();
  await page.locator('[data-waiting="0"]').waitFor();
  expect(await recorded('ines@example.org')).toBe(1);
});

test('a connection to the device’s storage that was lost without a word is made anew', async () => {
  const page = await openKiosk();
  await page.evaluate(`{
    const { transaction } = IDBDatabase.prototype;
    let first;
    IDBDatabase.prototype.transaction = function (...args) {
      first ??= this;
      if (this === first) throw new DOMException('', 'InvalidStateError');
      return transaction.apply(this, args);
    };
  }`);
  await fillIn(page, 'fr', { email: 'jeanne@example.org' });
  await send(page);
  await page.getByRole('heading', { name: t.kiosk.page.kept }).waitFor();
  await page.locator('[data-waiting="0"]').waitFor();
  expect(await recorded('jeanne@example.org')).toBe(1);
});

test('the language changes without a network, and what was typed goes along', async () => {
  const page = await openKiosk();
  await page.getByText(t.kiosk.live.ready, { exact: true }).waitFor();
  await page.context().setOffline(true);
  await fillIn(page, 'fr', { email: 'ada@example.org' });
  await page.locator('[name=consent]').check();
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByRole('heading', { name: riding.texts.en.headline }).waitFor();
  expect(await page.getByRole('textbox', { name: messages('en').pages.fields.email }).inputValue()).toBe(
    'ada@example.org',
  );
  // Nobody has agreed to the other sentence.
  expect(await page.locator('[name=consent]').isChecked()).toBe(false);
  expect(await page.locator('html').getAttribute('lang')).toBe('en-CA');
  await page.reload();
  await page.getByRole('heading', { name: riding.texts.fr.headline }).waitFor();
});

test('a refusal by something on the way takes the page from no device', async () => {
  const network = await startUnsteadyNetwork(site.origin);
  onTestFinished(network.close);
  const page = await browser.newPage(network.origin);
  await page.goto(path);
  await page.getByText(t.kiosk.live.ready, { exact: true }).waitFor();
  network.refuses = true;
  await page.reload();
  await page.getByRole('heading', { name: riding.texts.fr.headline }).waitFor();
  await page.context().setOffline(true);
  await page.reload();
  await page.getByRole('heading', { name: riding.texts.fr.headline }).waitFor();
});

test('the next person finds an empty form, in the kiosk’s own language, whatever button the browser has', async () => {
  const page = await openKiosk();
  await page.getByRole('button', { name: 'English' }).click();
  await fillIn(page, 'en', { email: 'bea@example.org' });
  await send(page);
  await page.getByRole('button', { name: messages('en').kiosk.page.done }).click();
  await expectEmpty(page);
  await page.goto(`/fr/${slug}`);
  await page.goBack();
  await expectEmpty(page);
  await page.reload();
  await expectEmpty(page);
  for (const field of await page.locator('main input, main textarea').all()) {
    expect(await field.getAttribute('autocomplete')).toBe('off');
  }
});

test('a form that somebody left asks once, then empties itself', async () => {
  const page = await browser.newPage(site.origin);
  await page.clock.install();
  await page.goto(path);
  await fillIn(page, 'fr', { email: 'cleo@example.org' });
  await page.clock.runFor(95_000);
  await page.getByRole('button', { name: t.kiosk.live.stay }).click();
  expect(await page.getByRole('textbox', { name: t.pages.fields.email }).inputValue()).toBe('cleo@example.org');
  await page.clock.runFor(95_000);
  await page.getByRole('button', { name: t.kiosk.live.stay }).waitFor();
  await page.clock.runFor(35_000);
  await expectEmpty(page);
});

test('the thanks go back to the form by themselves', async () => {
  const page = await browser.newPage(site.origin);
  await page.clock.install();
  await page.goto(path);
  await fillIn(page, 'fr', { email: 'dina@example.org' });
  await send(page);
  await page.getByRole('heading', { name: t.kiosk.page.kept }).waitFor();
  await page.clock.runFor(21_000);
  await expectEmpty(page);
});

test('with a keyboard alone somebody signs', async () => {
  const page = await openKiosk();
  await page.keyboard.press('Tab');
  await focusField(page, 'email');
  await page.keyboard.type('elsa@example.org');
  await focusField(page, 'firstName');
  await page.keyboard.type('Elsa');
  await focusField(page, 'postalCode');
  await page.keyboard.type('H2X 1Y4');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: t.kiosk.page.kept }).waitFor();
  await page.locator('[data-waiting="0"]').waitFor();
  expect(await recorded('elsa@example.org')).toBe(1);
});

test('two tabs that come back to a network send each sign-up once', async () => {
  const page = await openKiosk();
  await page.getByText(t.kiosk.live.ready, { exact: true }).waitFor();
  const context = page.context();
  const other = await context.newPage();
  await other.goto(path);
  await context.setOffline(true);
  for (const [tab, email] of [
    [page, 'fanny@example.org'],
    [other, 'gina@example.org'],
  ] as const) {
    await fillIn(tab, 'fr', { email });
    await send(tab);
  }
  await page.locator('[data-waiting="2"]').waitFor();
  const posts: string[] = [];
  context.on('request', (request) => void (request.method() === 'POST' && posts.push(request.postData() ?? '')));
  await context.setOffline(false);
  for (const tab of [page, other]) await tab.locator('[data-waiting="0"]').waitFor({ timeout: 60_000 });
  expect(await recorded('fanny@example.org')).toBe(1);
  expect(await recorded('gina@example.org')).toBe(1);
  expect(posts.length).toBeLessThanOrEqual(2);
});

test('a kiosk that is closed while its page is open says so before the next person, and loses nothing', async () => {
  const device = await openDevice(site, { slug });
  const page = await browser.newPage(site.origin);
  await page.goto(device.page);
  await fillIn(page, 'fr', { email: 'hana@example.org' });
  await site.deps.db.transaction((tx) => revokeKiosk(tx, 'olive', device.kioskId, site.clock.now()));
  await send(page);
  // Before that, nothing waits yet.
  await page.getByRole('heading', { name: t.kiosk.page.kept }).waitFor();
  await page.locator('[data-waiting="0"]').waitFor();
  await page.getByRole('button', { name: t.kiosk.page.done }).click();
  await page.getByRole('heading', { name: t.kiosk.page.closed.revoked.title }).waitFor();
  expect(await recorded('hana@example.org')).toBe(0);
});

async function openKiosk(): Promise<Page> {
  const page = await browser.newPage(site.origin);
  await page.goto(path);
  await page.locator('main form').waitFor();
  return page;
}

async function expectEmpty(page: Page): Promise<void> {
  await page.getByRole('heading', { name: riding.texts.fr.headline }).waitFor();
  const values = await page.evaluate<string[]>(
    "[...document.querySelectorAll('main :is(input:not([type=checkbox], [type=radio]), textarea)')].map((one) => one.value)",
  );
  expect(values.length).toBeGreaterThan(2);
  expect(values.filter((value) => value !== '')).toEqual([]);
  expect(await page.locator('main :checked').count()).toBe(0);
}

/** Goes on with the Tab key until a field has the focus. */
async function focusField(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 30; presses += 1) {
    if ((await page.evaluate("document.activeElement?.getAttribute('name')")) === name) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the Tab key does not lead to ${name}`);
}

async function recorded(email: string): Promise<number> {
  const rows = await site.deps.db.select({ answers: signups.answers }).from(signups);
  return rows.filter(({ answers }) => answers.email === email).length;
}
