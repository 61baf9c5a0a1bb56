import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Locale, locales, messages } from '../../src/locales/index.ts';
import { addOrganizer } from '../../src/organizers/add-organizer.ts';
import { createSignInLink } from '../../src/organizers/create-sign-in-link.ts';
import { openDevice } from '../kiosk/device.ts';
import { type Browser, openBrowser } from '../support/browser.ts';
import { inspect } from './inspect.ts';
import { fillIn, send } from './kiosk-visitor.ts';
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

  test('the organizers’ list', async () => {
    const page = await signedIn(locale);
    await page.goto('/admin/kiosks');
    await inspect(page, `admin-kiosks-${locale}`, look);
  });

  test('the form for a new one, with a mistake in it', async () => {
    const page = await signedIn(locale);
    await page.goto('/admin/kiosks');
    await page.getByRole('textbox', { name: messages(locale).kiosk.admin.name }).fill(' ');
    await page.getByRole('button', { name: messages(locale).kiosk.admin.create }).click();
    await page.getByText(messages(locale).kiosk.admin.incomplete).waitFor();
    await inspect(page, `admin-kiosks-incomplete-${locale}`, look);
  });

  test('one kiosk with all that there can be', async () => {
    const page = await signedIn(locale);
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

test('without a script the page says what it needs, and leads to the form that does not', async () => {
  const page = await browser.newPage(site.origin, { javaScript: false });
  await page.goto(pathIn('fr'));
  await page.getByText(t.kiosk.page.needsScript).waitFor();
  await inspect(page, 'kiosk-no-script-fr', { axe: false });
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
