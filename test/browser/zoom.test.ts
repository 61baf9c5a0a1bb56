import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { locales } from '../../src/locales/index.ts';
import { type Browser, openBrowser, screenshot } from '../support/browser.ts';
import { addPerson, type Person } from './people.ts';
import { type Site, startSite } from './site.ts';

/** A screen of 1280 by 800 at 200 %, at 400 % (WCAG 2.2, 1.4.4 and 1.4.10), and the narrowest frame. */
const looks = {
  '200': { width: 640, height: 400 },
  '400': { width: 320, height: 200 },
  '280': { width: 280, height: 500 },
};

let site: Site;
let browser: Browser;
let people: Record<string, Person>;

beforeAll(async () => {
  site = await startSite();
  browser = await openBrowser();
  const add = (locale: 'fr' | 'en') => addPerson(site, locale, { email: `zoom.${locale}@example.org` });
  people = { fr: await add('fr'), en: await add('en') };
});
afterAll(async () => {
  await browser.close();
  await site.close();
});

describe.each(locales)('enlarged, in %s, nothing is lost of', (locale) => {
  test.each(['porte-a-porte', 'loyers-justes', 'paniers-solidaires'])('the page of %s', async (slug) => {
    const page = await browser.newPage(site.origin, { locale: `${locale}-CA` });
    await page.goto(`/${locale}/${slug}`);
    for (const question of await page.locator('.faq summary').all()) await question.click();
    await check(page, `zoom-${slug}-${locale}`, ['200', '400']);
    await page.locator('#signup [type=submit]').click();
    await page.locator('.problem').first().waitFor();
    await check(page, `zoom-${slug}-errors-${locale}`, ['200', '400']);
  });

  test('the form in a frame', async () => {
    const page = await browser.newPage(site.origin, { locale: `${locale}-CA` });
    await page.goto(`/${locale}/paniers-solidaires/embed`);
    await check(page, `zoom-embed-${locale}`, ['400', '280']);
    await page.locator('#signup [type=submit]').click();
    await page.locator('.problem').first().waitFor();
    await check(page, `zoom-embed-errors-${locale}`, ['400', '280']);
    const next = people[locale]?.next ?? '';
    await page.goto(next.replace('/next/', '/embed/thanks/'));
    await check(page, `zoom-embed-thanks-${locale}`, ['400', '280']);
  });

  test('the next ask and one’s own space', async () => {
    const page = await browser.newPage(site.origin, { locale: `${locale}-CA` });
    for (const name of ['next', 'space', 'confirm', 'leave'] as const) {
      await page.goto(people[locale]?.[name] ?? '');
      await check(page, `zoom-${name}-${locale}`, ['200', '400']);
    }
  });
});

test('words that are cut off, and a field beyond the edge, are seen', async () => {
  const page = await browser.newPage(site.origin);
  await page.setContent(`<!doctype html><p style="width:50px;overflow:hidden;white-space:nowrap">cut off at the end</p>
    <input name="far" style="position:absolute;left:95vw;width:200px"><p>whole</p>`);
  expect((await lost(page)).slice(1)).toEqual(['cut off at the end', 'far']);
});

async function check(page: Page, name: string, zooms: (keyof typeof looks)[]): Promise<void> {
  for (const zoom of zooms) {
    await page.setViewportSize(looks[zoom]);
    expect(await lost(page), `${name} at ${zoom}`).toEqual([]);
    await screenshot(page, `${name}-${zoom}`);
  }
}

/** Words and fields that reach beyond the screen, or beyond the box that cuts them off. */
async function lost(page: Page): Promise<string[]> {
  return await page.evaluate<string[]>(`(() => {
    const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    const found = wide > 0 ? [\`the page is \${wide} px too wide\`] : [];
    const meant = (one) => one.closest('.skip, .trap, [hidden], details:not([open]), option') !== null;
    const cutters = (one) => {
      const boxes = [];
      for (let up = one; up && up !== document.body; up = up.parentElement) {
        if (getComputedStyle(up).overflowX !== 'visible') boxes.push(up.getBoundingClientRect());
      }
      return boxes;
    };
    const look = (rect, one, words) => {
      if (rect.width === 0 || meant(one)) return;
      const cut = cutters(one).some((box) => rect.right > box.right + 1 || rect.left < box.left - 1 || rect.bottom > box.bottom + 1);
      if (cut || rect.right > innerWidth + 1 || rect.left < -1) found.push(words.trim().slice(0, 60));
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
      if (text.data.trim() === '') continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      for (const rect of range.getClientRects()) look(rect, text.parentElement, text.data);
    }
    for (const field of document.querySelectorAll('input:not([type=hidden]), textarea, button, video')) {
      look(field.getBoundingClientRect(), field.parentElement, field.name || field.className);
    }
    return [...new Set(found)];
  })()`);
}
