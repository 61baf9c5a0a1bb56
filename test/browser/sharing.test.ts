import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import tenants from '../../src/imports/demo/loyers-justes.json' with { type: 'json' };
import foodBank from '../../src/imports/demo/paniers-solidaires.json' with { type: 'json' };
import riding from '../../src/imports/demo/porte-a-porte.json' with { type: 'json' };
import { campaignFile } from '../../src/imports/form.ts';
import { importCampaign } from '../../src/imports/import-campaign.ts';
import { locales, messages } from '../../src/locales/index.ts';
import { addOrganizer } from '../../src/organizers/add-organizer.ts';
import { createSignInLink } from '../../src/organizers/create-sign-in-link.ts';
import { type Browser, openBrowser } from '../support/browser.ts';
import { inspect } from './inspect.ts';
import { addPerson } from './people.ts';
import { type Site, startSite } from './site.ts';

let site: Site;
let browser: Browser;

/** Headlines and colours that no poster was designed for. */
const extremes = {
  longue: {
    colour: '#000000',
    headline:
      'Pour que plus personne ne se retrouve seul, debout dans la cuisine, devant une hausse de loyer abusive : on s’appelle, on se parle, on se tient ensemble, chaque semaine, dans chaque immeuble du quartier',
  },
  mot: { colour: '#ffff00', headline: 'Anticonstitutionnellement, Rivière-aux-Érables-et-des-Environs' },
  courte: { colour: '#ffffff', headline: 'Non.' },
};

beforeAll(async () => {
  site = await startSite();
  for (const [slug, { colour, headline }] of Object.entries(extremes)) {
    const texts = { fr: { ...riding.texts.fr, headline, ask: `${riding.texts.fr.ask} `.repeat(4) } };
    const file = campaignFile.parse({ ...riding, slug, settings: { ...riding.settings, colour }, texts });
    await site.deps.db.transaction((tx) => importCampaign(tx, file, site.clock.now()));
  }
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await site.close();
});

describe.each(locales)('in %s, nothing is wrong with', (locale) => {
  test.each([riding, tenants, foodBank])('the poster of $slug', async ({ slug }) => {
    const page = await browser.newPage(site.origin, { locale: `${locale}-CA` });
    await page.goto(`/${locale}/${slug}/poster`);
    await inspect(page, `poster-${slug}-${locale}`);
  });

  test('the box to share with, its code shown', async () => {
    const person = await addPerson(site, locale, { email: `sharer.${locale}@example.org` });
    const page = await browser.newPage(site.origin, { locale: `${locale}-CA` });
    await page.goto(`${person.next}?ask=share`);
    await page.getByText(messages(locale).sharing.showCode).click();
    await page.locator('.share-code img').scrollIntoViewIfNeeded();
    await expect.poll(() => drawn(page, '.share-code img')).toBe(true);
    await inspect(page, `share-${locale}`);
  });

  test('the organizers’ page about sharing', async () => {
    const email = `olive.${locale}@example.org`;
    await addOrganizer(site.deps, { email, name: 'Olive', role: 'owner' });
    const page = await browser.newPage(site.origin, { locale: `${locale}-CA` });
    await page.goto(await createSignInLink(site.deps, email));
    await page.getByRole('button', { name: messages(locale).admin.signIn.confirmButton }).click();
    await page.waitForURL(/\/admin$/);
    await page.goto(`/admin/sharing/porte-a-porte?lang=${locale}`);
    expect(await drawn(page, '.link-preview img')).toBe(true);
    await inspect(page, `sharing-${locale}`);
  });
});

describe('a poster fills one page and no more', () => {
  const slugs = ['porte-a-porte', 'loyers-justes', 'paniers-solidaires', ...Object.keys(extremes)];
  /** Sizes of paper in points, as PDF has them. */
  const papers = { letter: [612, 792], a4: [595, 842] } as const;

  test.each(slugs.flatMap((slug) => (['letter', 'a4'] as const).map((paper) => ({ slug, paper }))))(
    '$slug on $paper',
    async ({ slug, paper }) => {
      const page = await browser.newPage(site.origin, { width: 816, height: 1056 });
      await page.goto(`/fr/${slug}/poster?paper=${paper}`);
      const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
      const sizes = [...pdf.matchAll(/\/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]/g)].map((box) =>
        box.slice(1, 3).map(Number),
      );
      expect(sizes.map((size) => size.map(Math.round))).toEqual([papers[paper]]);
      await page.emulateMedia({ media: 'print' });
      expect(await cutOff(page)).toEqual([]);
      await page.screenshot({ path: `test-results/poster-print-${slug}-${paper}.png` });
    },
  );
});

test('without JavaScript the poster’s page says how to print', async () => {
  const page = await browser.newPage(site.origin, { javaScript: false });
  await page.goto('/fr/porte-a-porte/poster');
  expect(await page.getByText(messages('fr').sharing.poster.printHint).isVisible()).toBe(true);
  expect(await page.locator('[data-print]').isVisible()).toBe(false);
});

test('the structured data is data: the content security policy lets it stand', async () => {
  const page = await browser.newPage(site.origin);
  await page.goto('/fr/porte-a-porte');
  const block = await page.locator('script[type="application/ld+json"]').textContent();
  expect(JSON.parse(block ?? '')).toMatchObject({ '@context': 'https://schema.org' });
});

async function drawn(page: Page, picture: string): Promise<boolean> {
  return await page.evaluate<boolean>(`(() => {
    const picture = document.querySelector('${picture}');
    return picture.complete && picture.naturalWidth > 0;
  })()`);
}

/** The words of the poster that are not wholly on the sheet. */
async function cutOff(page: Page): Promise<string[]> {
  return await page.evaluate<string[]>(`(() => {
    const sheet = document.querySelector('.paper').getBoundingClientRect();
    const top = document.querySelector('.paper-top').getBoundingClientRect();
    return [...document.querySelectorAll('.paper p, .paper h2, .paper-code')].filter((one) => {
      const box = one.getBoundingClientRect();
      const low = one.closest('.paper-top') ? top.bottom : sheet.bottom;
      return box.bottom > low + 1 || box.right > sheet.right + 1 || one.scrollWidth > one.clientWidth + 1;
    }).map((one) => one.className + ': ' + one.textContent);
  })()`);
}
