import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import riding from '../../src/imports/demo/porte-a-porte.json' with { type: 'json' };
import { revokeKiosk } from '../../src/kiosk/revoke-kiosk.ts';
import { type Locale, locales, messages } from '../../src/locales/index.ts';
import { addOrganizer } from '../../src/organizers/add-organizer.ts';
import { createSignInLink } from '../../src/organizers/create-sign-in-link.ts';
import { signups } from '../../src/signups/table.ts';
import { openDevice } from '../kiosk/device.ts';
import { type Browser, openBrowser } from '../support/browser.ts';
import { inspect } from './inspect.ts';
import { type Site, startSite } from './site.ts';

const slug = 'porte-a-porte';
const t = messages('fr');
let site: Site;
let browser: Browser;
/** Path of a kiosk of each demo campaign. */
const paths = new Map<string, string>();
/** A kiosk that much has come by, not all of it right. */
let busy: string;

beforeAll(async () => {
  site = await startSite();
  browser = await openBrowser();
  for (const one of [slug, 'loyers-justes', 'paniers-solidaires']) {
    paths.set(one, (await openDevice(site, { slug: one })).page);
  }
  await addOrganizer(site.deps, { email: 'olive@example.org', name: 'Olive', role: 'owner' });
  busy = await makeBusy();
});
afterAll(async () => {
  await browser.close();
  await site.close();
});

describe.each(locales)('in %s, small and wide, light and dark, nothing is wrong with', (locale) => {
  const look = { axe: locale === 'fr' };

  test.each([slug, 'loyers-justes', 'paniers-solidaires'])('the form of %s', async (name) => {
    const page = await openKiosk(locale, name);
    await inspect(page, `kiosk-${name}-${locale}`, look);
  });

  test('a form with mistakes in it', async () => {
    const page = await openKiosk(locale, 'loyers-justes');
    await send(page);
    await page.getByText(messages(locale).pages.missing.firstName).first().waitFor();
    await inspect(page, `kiosk-errors-${locale}`, look);
  });

  test('the thanks', async () => {
    const page = await openKiosk(locale);
    await fillIn(page, locale, { email: `thanks.${locale}@example.org` });
    await send(page);
    await page.getByRole('heading', { name: messages(locale).kiosk.page.kept }).waitFor();
    await inspect(page, `kiosk-thanks-${locale}`, look);
  });

  test('the page without a link', async () => {
    const page = await browser.newPage(site.origin);
    await page.goto(`/${locale}/${slug}/kiosk`);
    await inspect(page, `kiosk-no-link-${locale}`, look);
  });

  test('the organizers’ list, the form for a new one, and one kiosk with all that there can be', async () => {
    const page = await signedIn(locale);
    await page.goto('/admin/kiosks');
    await inspect(page, `admin-kiosks-${locale}`, look);
    await page.getByRole('textbox', { name: messages(locale).kiosk.admin.name }).fill(' ');
    await page.getByRole('button', { name: messages(locale).kiosk.admin.create }).click();
    await page.getByText(messages(locale).kiosk.admin.incomplete).waitFor();
    await inspect(page, `admin-kiosks-incomplete-${locale}`, look);
    await page.goto(`/admin/kiosks/${busy}`);
    await inspect(page, `admin-kiosk-${locale}`, look);
  });

  test('a device that keeps nothing', async () => {
    const page = await browser.newPage(site.origin);
    await page.addInitScript("IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError'); }");
    await page.goto(pathIn(locale));
    await page.getByRole('heading', { name: messages(locale).kiosk.page.trouble.title }).waitFor();
    expect(await page.locator('form').count()).toBe(0);
    await inspect(page, `kiosk-trouble-${locale}`, look);
  });
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
  await page.goto(pathIn('fr'));
  await page.getByText(t.kiosk.page.trouble[trouble]).waitFor();
  expect(await page.locator('form').count()).toBe(0);
});

test('a device that fills up while somebody signs says so, keeps what they typed, and takes it once it can', async () => {
  const page = await openKiosk('fr');
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

test('without a script the page says what it needs, and leads to the form that does not', async () => {
  const page = await browser.newPage(site.origin, { javaScript: false });
  await page.goto(pathIn('fr'));
  await page.getByText(t.kiosk.page.needsScript).waitFor();
  await inspect(page, 'kiosk-no-script-fr', { axe: false });
});

test('the language changes without a network, and what was typed goes along', async () => {
  const page = await openKiosk('fr');
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

test('the next person finds an empty form, in the kiosk’s own language, whatever button the browser has', async () => {
  const page = await openKiosk('fr');
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
  await page.goto(pathIn('fr'));
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
  await page.goto(pathIn('fr'));
  await fillIn(page, 'fr', { email: 'dina@example.org' });
  await send(page);
  await page.getByRole('heading', { name: t.kiosk.page.kept }).waitFor();
  await page.clock.runFor(21_000);
  await expectEmpty(page);
});

test('with a keyboard alone somebody signs', async () => {
  const page = await openKiosk('fr');
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
  const page = await openKiosk('fr');
  await page.getByText(t.kiosk.live.ready, { exact: true }).waitFor();
  const context = page.context();
  const other = await context.newPage();
  await other.goto(pathIn('fr'));
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
  await page.locator('[data-waiting="0"]').waitFor();
  await page.getByRole('button', { name: t.kiosk.page.done }).click();
  await page.getByRole('heading', { name: t.kiosk.page.closed.revoked.title }).waitFor();
  expect(await recorded('hana@example.org')).toBe(0);
});

async function makeBusy(): Promise<string> {
  const device = await openDevice(site, { slug, name: 'Kiosque de la fête nationale, entrée du parc, côté rivière' });
  const wording = { consents: [], signature: '' };
  const someone = (name: string, more = {}) => ({
    email: `${name}@example.org`,
    firstName: name,
    postalCode: 'H2X 1Y4',
    ...more,
  });
  const off = new Date(site.clock.now().getTime() - 40 * 24 * 3_600_000);
  await device.send([
    await device.sign(
      someone('une.adresse.vraiment.interminable.qui.ne.finit.pas', { phone: '514 555', postalCode: 'H2X' }),
    ),
    await device.sign(someone('zoe', { consent: 'yes' }), { wording }),
    await device.sign(someone('')),
    { id: 'abc', sealed: 'abc' },
  ]);
  await device.send([await device.sign(someone('late'), { at: off })], off);
  return device.kioskId;
}

async function signedIn(locale: Locale): Promise<Page> {
  const page = await browser.newPage(site.origin, { locale: `${locale}-CA` });
  await page.goto(await createSignInLink(site.deps, 'olive@example.org'));
  await page.getByRole('button', { name: messages(locale).admin.signIn.confirmButton }).click();
  await page.waitForURL(/\/admin$/);
  return page;
}

function pathIn(locale: Locale, name = slug): string {
  return (paths.get(name) ?? '').replace('/fr/', `/${locale}/`);
}

async function openKiosk(locale: Locale, name = slug): Promise<Page> {
  const page = await browser.newPage(site.origin, { locale: `${locale}-CA` });
  await page.goto(pathIn(locale, name));
  await page.locator('main form').waitFor();
  return page;
}

async function fillIn(page: Page, locale: Locale, { email }: { email: string }): Promise<void> {
  const { fields } = messages(locale).pages;
  await page.getByRole('textbox', { name: fields.email }).fill(email);
  await page.getByRole('textbox', { name: fields.firstName }).fill('Ada');
  await page.getByRole('textbox', { name: fields.postalCode }).fill('H2X 1Y4');
}

async function send(page: Page): Promise<void> {
  await page.locator('main [type=submit]').click();
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
