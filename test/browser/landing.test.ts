import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import tenants from '../../src/imports/demo/loyers-justes.json' with { type: 'json' };
import foodBank from '../../src/imports/demo/paniers-solidaires.json' with { type: 'json' };
import riding from '../../src/imports/demo/porte-a-porte.json' with { type: 'json' };
import { locales, messages } from '../../src/locales/index.ts';
import { signups } from '../../src/signups/table.ts';
import { type Browser, openBrowser } from '../support/browser.ts';
import { type Site, startSite } from './site.ts';

const screen = { width: 360, height: 740 };
const campaigns = [riding, tenants, foodBank];
let site: Site;
let browser: Browser;

beforeAll(async () => {
  site = await startSite();
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await site.close();
});

describe.each(locales)('on a phone, in %s,', (locale) => {
  test.each(campaigns)('the headline, the ask and the first field of $slug are seen at once', async (campaign) => {
    const page = await browser.newPage(site.origin, { ...screen, locale: `${locale}-CA` });
    await page.goto(`/${locale}/${campaign.slug}`);
    const { headline, ask } = campaign.texts[locale];
    const parts = {
      headline: page.getByRole('heading', { level: 1, name: headline }),
      ask: page.getByText(ask, { exact: true }),
      firstField: page.locator('#signup').locator('label, legend').first(),
    };
    for (const [name, part] of Object.entries(parts)) {
      expect(await lowerEdge(part), name).toBeLessThanOrEqual(screen.height);
    }
  });
});

test.each([
  { javaScript: true, name: 'on' },
  { javaScript: false, name: 'off' },
])('the keyboard alone is enough to sign up, with JavaScript $name', async ({ javaScript, name }) => {
  const page = await browser.newPage(site.origin, { ...screen, javaScript });
  const { pages: t } = messages('fr');
  await page.goto('/fr/porte-a-porte');
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: t.skip });
  expect(await focused(page)).toBe(t.skip);
  expect((await skip.boundingBox())?.y).toBeGreaterThanOrEqual(0);
  await page.keyboard.press('Enter');
  await tabTo(page, 'email');
  await page.keyboard.type(`keys.${name}@example.org`);
  await tabTo(page, 'firstName');
  await page.keyboard.type('Ada');
  await tabTo(page, 'postalCode');
  await page.keyboard.type('H2X 1Y4');
  await tabTo(page, 'availability');
  await page.keyboard.press('Space');
  await tabTo(page, 'consent');
  await page.keyboard.press('Space');
  await page.keyboard.press('Tab');
  expect(await focused(page)).toBe(riding.texts.fr.button);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/next\//);
  const all = await site.deps.db.select().from(signups);
  const [signup] = all.filter(({ answers }) => answers.email === `keys.${name}@example.org`);
  expect(signup).toMatchObject({ consented: true, answers: { firstName: 'Ada', availability: ['weekdays'] } });
});

/** Presses Tab until the field has the focus; a field that nobody reaches in ten presses is out of reach. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 10; presses += 1) {
    await page.keyboard.press('Tab');
    const field = page.locator(':focus');
    if ((await field.getAttribute('name')) === name) {
      expect(await outline(page), `the ring around ${name}`).not.toBe('none');
      return;
    }
  }
  throw new Error(`Tab does not reach ${name}`);
}

async function focused(page: Page): Promise<string> {
  return (await page.locator(':focus').textContent())?.trim() ?? '';
}

/** What shows where the keyboard is: on the field, or on the label that stands for it. */
async function outline(page: Page): Promise<string> {
  return await page.evaluate<string>(`(() => {
    const field = document.activeElement;
    const ring = [field, field.closest('label'), field.nextElementSibling].filter(Boolean);
    return ring.map((one) => getComputedStyle(one).outlineStyle).find((style) => style !== 'none') ?? 'none';
  })()`);
}

async function lowerEdge(part: Locator): Promise<number> {
  const box = await part.boundingBox();
  if (!box) throw new Error('it is not drawn');
  return box.y + box.height;
}
