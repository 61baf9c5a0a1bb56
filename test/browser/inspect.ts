import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { checkAxe, screenshot } from '../support/browser.ts';

const heights = { 320: 640, 360: 740, 1280: 800 } as const;

/**
 * Looks at a page as it stands, loaded once: nothing sticks out sideways at 320, 360 and 1280 px; axe finds nothing,
 * light and dark; each look is kept in `test-results/` under its name. `axe` may be left out where only the words
 * differ from a page that it has seen.
 */
export async function inspect(page: Page, name: string, { axe = true, isMail = false } = {}): Promise<void> {
  // A press may just have led here: what is still on its way would be missing.
  await page.waitForLoadState();
  const wrong: string[] = [];
  for (const width of [320, 360, 1280] as const) {
    await page.setViewportSize({ width, height: heights[width] });
    await page.evaluate("scrollTo({ top: 0, behavior: 'instant' })");
    wrong.push(...(await sticksOut(page)).map((element) => `${width} px: sticks out: ${element}`));
    if (width === 320) continue;
    for (const colorScheme of ['light', 'dark'] as const) {
      // Colours change over a moment, half-way they are nobody's: at once, where less motion is asked for.
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.evaluate('Promise.allSettled(document.getAnimations().map((one) => one.finished)).then(() => {})');
      const found = axe ? await checkAxe(page, { coloursOnly: colorScheme === 'dark', isMail }) : [];
      wrong.push(...found.map((finding) => `${width} px, ${colorScheme}: ${finding}`));
      await screenshot(page, `${name}-${width}-${colorScheme}`);
    }
  }
  await page.emulateMedia({ reducedMotion: null });
  expect(wrong, name).toEqual([]);
}

/** The elements that reach beyond the right edge, where the page can be scrolled sideways. */
async function sticksOut(page: Page): Promise<string[]> {
  return await page.evaluate<string[]>(`(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const wide = [...document.body.querySelectorAll('*')].filter((one) => one.getBoundingClientRect().right > clientWidth);
    return [\`\${scrollWidth} px wide\`, ...wide.slice(0, 8).map((one) => one.outerHTML.slice(0, 120))];
  })()`);
}
