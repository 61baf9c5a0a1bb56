import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addKey } from '../../src/api/add-key.ts';
import { revokeKey } from '../../src/api/revoke-key.ts';
import { locales, messages } from '../../src/locales/index.ts';
import { addOrganizer } from '../../src/organizers/add-organizer.ts';
import { createSignInLink } from '../../src/organizers/create-sign-in-link.ts';
import { type Browser, openBrowser } from '../support/browser.ts';
import { post } from '../support/forms.ts';
import { inspect } from './inspect.ts';
import { type Site, startSite } from './site.ts';

const address = 'olive@example.org';
const day = 24 * 3_600_000;
let browser: Browser;
let site: Site;
beforeAll(async () => {
  browser = await openBrowser();
  site = await startSite();
  await addOrganizer(site.deps, { email: address, name: 'Olive', role: 'owner' });
  const key = { origins: [], campaignId: null, perMinute: 600 };
  const { id } = await addKey(site.deps, { ...key, name: 'Ancien site' });
  await revokeKey(site.deps, id);
  await addKey(site.deps, { ...key, name: 'Serveur de la coalition' });
  const origins = ['https://www.coalition.example', 'https://une-adresse-tres-longue.coalition.example'];
  await addKey(site.deps, { ...key, name: 'Pages de la coalition', origins });
  const [campaign] = await site.deps.db.$client`select id from campaigns where slug = 'paniers-solidaires'`;
  for (const reason of ['too-quick', 'stale-form', 'too-many', 'too-many-recipient', 'unproven'] as const) {
    site.deps.refusals.count(String(campaign?.id), reason);
  }
  await site.deps.refusals.flush();
  site.clock.advance(day);
  for (let n = 0; n < 30; n++) await post(site.app, '/fr/porte-a-porte/signups', { website: 'https://spam.example' });
  await site.deps.refusals.flush();
});
afterAll(async () => {
  await browser.close();
  await site.close();
});

describe.each(locales)('in %s, small and wide, light and dark, nothing is wrong with', (locale) => {
  const look = { axe: locale === 'fr' };

  test('the API’s page, which leads to each problem', async () => {
    const page = await browser.newPage(site.origin, { locale: `${locale}-CA` });
    await page.goto('/api/v1#invalid');
    await page.getByText(messages(locale).api.problems.invalid.detail).waitFor();
    await inspect(page, `api-${locale}`, look);
  });

  test.each([
    ['refusals', 'refusals'],
    ['api-keys', 'api-keys'],
  ])('the organizers’ page %s, linked from home', async (name, path) => {
    const page = await browser.newPage(site.origin, { locale: `${locale}-CA` });
    await page.goto(await createSignInLink(site.deps, address));
    await page.getByRole('button', { name: messages(locale).admin.signIn.confirmButton }).click();
    await page.waitForURL(/\/admin$/);
    await page.locator(`a[href="/admin/${path}"]`).click();
    await page.waitForURL(`**/admin/${path}`);
    for (const summary of await page.locator('summary').all()) await summary.click();
    await inspect(page, `admin-${name}-${locale}`, look);
    expect(await page.locator('main .empty').count()).toBe(name === 'refusals' ? 1 : 0);
  });
});
