import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import riding from '../../src/imports/demo/porte-a-porte.json' with { type: 'json' };
import { messages } from '../../src/locales/index.ts';
import { type Browser, openBrowser } from '../support/browser.ts';
import { type Site, startSite } from './site.ts';

const t = messages('fr');
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

test.each([true, false])('a question opens and closes with the keyboard alone (JavaScript: %s)', async (javaScript) => {
  const page = await browser.newPage(site.origin, { javaScript });
  await page.goto('/fr/porte-a-porte');
  const [first] = riding.texts.fr.faq;
  await tabUntil(page, first?.question ?? '');
  const answer = page.locator('.faq .prose').first();
  expect(await answer.isVisible()).toBe(false);
  await page.keyboard.press('Enter');
  expect(await answer.isVisible()).toBe(true);
  await page.keyboard.press('Space');
  expect(await answer.isVisible()).toBe(false);
});

test.each([true, false])(
  'the form in a frame is filled in and sent with the keyboard alone (JavaScript: %s)',
  async (javaScript) => {
    const page = await browser.newPage(site.origin, { javaScript });
    await page.goto('/fr/porte-a-porte/embed');
    await page.keyboard.press('Tab');
    await page.keyboard.type(`keys.${javaScript}@example.org`);
    await page.keyboard.press('Enter');
    const summary = page.getByRole('alert');
    await summary.waitFor();
    // What is wrong has the focus; its lines lead to their fields.
    expect(await summary.evaluate('document.activeElement.getAttribute("role")')).toBe('alert');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.keyboard.type('Ada');
    await page.keyboard.press('Tab');
    await page.keyboard.type('H2X 1Y4');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: t.sections.embed.thanks }).waitFor();
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe(t.sections.embed.next);
  },
);

test('the film plays when it is asked to, with captions in the language of the page, and not before', async () => {
  const page = await browser.newPage(site.origin);
  const films: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/videos/')) films.push(new URL(request.url()).pathname);
  });
  await page.goto('/fr/porte-a-porte', { waitUntil: 'networkidle' });
  expect(films.filter((path) => path.endsWith('.webm'))).toEqual([]);
  const video = page.locator('video');
  expect(await video.getAttribute('aria-label')).toBe(riding.texts.fr.video);
  await video.scrollIntoViewIfNeeded();
  await video.focus();
  await page.keyboard.press('Space');
  await expect.poll(() => video.evaluate('document.querySelector("video").currentTime')).toBeGreaterThan(0.2);
  const track = 'document.querySelector("video").textTracks';
  expect(
    await video.evaluate(`[...${track}].filter((one) => one.mode === 'showing').map((one) => one.language)`),
  ).toEqual(['fr']);
  await expect.poll(() => video.evaluate(`${track}[0].activeCues?.[0]?.text`)).toContain('on part à deux');
});

/** Presses Tab until what has the focus says these words. */
async function tabUntil(page: Page, words: string): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    await page.keyboard.press('Tab');
    if ((await focused(page)) === words) return;
  }
  throw new Error(`Tab does not reach “${words}”`);
}

async function focused(page: Page): Promise<string> {
  return await page.evaluate<string>('document.activeElement.textContent.trim()');
}
