import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import riding from '../../src/imports/demo/porte-a-porte.json' with { type: 'json' };
import { messages } from '../../src/locales/index.ts';
import { addOrganizer } from '../../src/organizers/add-organizer.ts';
import { createSignInLink } from '../../src/organizers/create-sign-in-link.ts';
import { type Browser, checkAxe, openBrowser, screenshot } from '../support/browser.ts';
import { signUp } from '../support/forms.ts';
import { inspect } from './inspect.ts';
import { addPerson, book } from './people.ts';
import { type Site, startSite } from './site.ts';

const t = messages('fr').screens;
/** The site is gone before the browser is. */
const stopped = /ERR_INCOMPLETE_CHUNKED_ENCODING.*\/events$/;
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

async function signIn(page: Page): Promise<void> {
  await addOrganizer(site.deps, { email: 'olive@example.org', name: 'Olive', role: 'organizer' });
  await page.goto(await createSignInLink(site.deps, 'olive@example.org'));
  await page.getByRole('button', { name: messages('fr').admin.signIn.confirmButton }).click();
  await page.getByRole('heading', { name: messages('fr').admin.home.title, level: 1 }).waitFor();
}

/** Some people of one campaign, one of them with a place. */
async function fill(count: number, slug = 'porte-a-porte'): Promise<void> {
  for (let n = 0; n < count; n++) {
    await signUp(site.app, { email: `p${n}@${slug}.example`, postalCode: 'H2X 1Y4' }, `/fr/${slug}`);
  }
}

/** A wall's figures are counted anew once they are five seconds old. */
const countAnew = () => site.clock.advance(5_000);

/** What is not on the screen: a wall has nobody who scrolls. */
async function overflow(page: Page): Promise<string[]> {
  return await page.evaluate<string[]>(`(() => {
    const sticksOut = (one, frame) => {
      const [inner, outer] = [one.getBoundingClientRect(), frame.getBoundingClientRect()];
      return inner.left < outer.left - 1 || inner.top < outer.top - 1 || inner.right > outer.right + 1 || inner.bottom > outer.bottom + 1;
    };
    const parts = '.panel-body, h2, p, img, svg, dl, dl > div, dt, dd';
    const panels = [...document.querySelectorAll('.panel')];
    const found = panels.flatMap((panel) => [...panel.querySelectorAll(parts)].filter((one) => sticksOut(one, panel)));
    const { scrollHeight, scrollWidth } = document.documentElement;
    const scrolls = scrollHeight > innerHeight || scrollWidth > innerWidth ? ['the page scrolls'] : [];
    return [...scrolls, ...found.map((one) => one.outerHTML.slice(0, 100))];
  })()`);
}

test('the wall is read from afar, and moves by itself', async () => {
  await fill(3);
  await site.runDueJobs();
  await book(site, await addPerson(site, 'fr', { email: 'ada@example.org' }), 'sortie-marche');
  await fill(2, 'loyers-justes');
  const page = await browser.newPage(site.origin, { expected: stopped });
  await signIn(page);
  await page.getByRole('link', { name: t.wall.link }).first().click();
  await page.getByText(t.wall.live).waitFor();
  await inspect(page, 'wall-all-fr');
  for (const [width, height] of [
    [1920, 1080],
    [1280, 720],
  ] as const) {
    await page.setViewportSize({ width, height });
    await screenshot(page, `wall-all-fr-${width}x${height}`);
    expect(await overflow(page), `${width}×${height}`).toEqual([]);
  }

  await page.goto('/admin/sharing/porte-a-porte');
  await page.getByLabel(t.admin.snippet('Français')).waitFor();
  await inspect(page, 'sharing-screens-fr');
  await page.goto('/admin/campaigns/porte-a-porte/wall');
  const people = page.locator('[data-grows="people"]');
  expect(await people.textContent()).toBe('4');
  await page.getByText(t.wall.live).waitFor();
  await fill(2, 'porte-a-porte');
  await signUp(site.app, { email: 'neuve@example.org', postalCode: 'H2X 1Y4' }, '/fr/porte-a-porte');
  countAnew();
  await expect.poll(() => people.textContent(), { timeout: 10_000 }).toBe('5');
  await expect.poll(() => people.getAttribute('data-count')).toBe('5');
  await inspect(page, 'wall-one-fr');
  for (const [width, height] of [
    [1920, 1080],
    [1280, 720],
    [1024, 768],
  ] as const) {
    await page.setViewportSize({ width, height });
    await screenshot(page, `wall-one-fr-${width}x${height}`);
    expect(await overflow(page), `${width}×${height}`).toEqual([]);
  }
});

test('the wall is not live any more once its figures are behind, however well it is connected', async () => {
  await fill(1);
  const page = await browser.newPage(site.origin, { width: 1280, height: 720, expected: stopped });
  await signIn(page);
  // The first figures are there before the script that says so.
  await page.route(/wall\.js/, async (route) => {
    await delay(1_000);
    await route.continue();
  });
  await page.goto('/admin/campaigns/porte-a-porte/wall');
  await page.getByText(t.wall.live).waitFor();
  await site.deps.db.$client`alter table campaign_figures rename to nowhere`;
  site.clock.advance(86_400_000);
  await page.getByText(t.wall.late('')).waitFor();
  await page.getByText(t.wall.live).waitFor({ state: 'hidden' });
  expect(await page.locator('body').getAttribute('data-heard')).toBe('yes');
  expect(await checkAxe(page)).toEqual([]);
  await screenshot(page, 'wall-late-fr');
  expect(await overflow(page)).toEqual([]);
  await site.deps.db.$client`alter table nowhere rename to campaign_figures`;
  await page.getByText(t.wall.live).waitFor();
}, 240_000);

test('the wall says that it has lost its connection, and asks until there is an answer', async () => {
  await fill(1);
  const page = await browser.newPage(site.origin, { width: 1280, height: 720, expected: /wall\/events|ERR_/ });
  await signIn(page);
  await page.goto('/admin/campaigns/porte-a-porte/wall');
  await page.getByText(t.wall.live).waitFor();
  // Until it was looked at, there is no answer.
  await page.route('**/wall/events*', (route) => route.abort());
  site.deps.streams.close();
  await page.getByText(t.wall.lost).waitFor();
  expect(await page.locator('[data-since]').getAttribute('datetime')).toMatch(/^\d{4}-/);
  expect(await checkAxe(page)).toEqual([]);
  await screenshot(page, 'wall-lost-fr');
  await page.unroute('**/wall/events*');
  await fill(2);
  countAnew();
  const people = page.locator('[data-grows="people"]');
  await expect.poll(() => people.getAttribute('data-count'), { timeout: 25_000 }).toBe('2');
  // It goes on asking, which a site that closes could not answer.
  await page.goto('about:blank');
}, 240_000);

test('the wall is opened anew once the site is there again, and stays until then', async () => {
  await fill(1);
  const page = await browser.newPage(site.origin, { width: 1280, height: 720, expected: /\/wall|ERR_/ });
  await signIn(page);
  await page.goto('/admin/campaigns/porte-a-porte/wall');
  await page.getByText(t.wall.live).waitFor();
  let asked = 0;
  await page.route('**/porte-a-porte/wall', async (route) => {
    asked += 1;
    await route.abort();
  });
  await page.evaluate('window.sameAsBefore = true');
  const isSame = async () => (await page.evaluate('window.sameAsBefore === true')) === true;
  await site.deps.db.$client`update campaigns set version = version + 1 where slug = 'porte-a-porte'`;
  await expect.poll(() => asked, { timeout: 15_000 }).toBe(1);
  expect(await isSame()).toBe(true);
  await page.unroute('**/porte-a-porte/wall');
  await expect.poll(isSame, { timeout: 15_000 }).toBe(false);
  await page.getByText(t.wall.live).waitFor();
}, 240_000);

test('the wall is whole without JavaScript, and of no campaign it says what to do', async () => {
  await fill(1);
  const page = await browser.newPage(site.origin, { javaScript: false, width: 1280, height: 720 });
  await signIn(page);
  await page.goto('/admin/campaigns/porte-a-porte/wall');
  expect(await page.locator('[data-grows="people"]').textContent()).toBe('1');
  expect(await page.locator('meta[http-equiv="refresh"]').getAttribute('content')).toBe('30');
  await screenshot(page, 'wall-one-without-javascript');
  await site.deps.db.$client`update campaigns set status = 'closed', version = version + 1`;
  await site.deps.db.$client`select pg_sleep(1.2)`;
  await page.goto('/admin/wall');
  await page.getByText(t.wall.empty).waitFor();
  await screenshot(page, 'wall-empty');
});

test('the counter shows what the landing page shows, and moves by itself', async () => {
  await fill(2);
  const page = await browser.newPage(site.origin, { expected: stopped });
  await page.goto('/fr/porte-a-porte/counter');
  await page.locator('body[data-heard="yes"]').waitFor();
  await inspect(page, 'counter-fr');
  await signUp(site.app, { email: 'neuve@example.org', postalCode: 'H2X 1Y4' }, '/fr/porte-a-porte');
  const figure = page.locator('.goal-words strong');
  if (riding.settings.goal.kind === 'signups')
    await expect.poll(() => figure.textContent(), { timeout: 10_000 }).toBe('3');

  // In a tab that nobody sees, it listens no more; seen again, it is up to date.
  const hide = async (hidden: boolean) => {
    await page.evaluate(`Object.defineProperty(document, 'hidden', { configurable: true, value: ${hidden} });
      document.dispatchEvent(new Event('visibilitychange'))`);
  };
  await hide(true);
  await expect.poll(() => site.deps.streams.count()).toBe(0);
  await hide(false);
  await expect.poll(() => site.deps.streams.count()).toBe(1);
  // Hidden again while it asks for the page, it listens to nothing.
  await hide(true);
  let answer = () => {};
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route('**/porte-a-porte/counter', async (route) => {
    await held;
    await route.continue();
  });
  const asked = page.waitForRequest('**/porte-a-porte/counter');
  await hide(false);
  await asked;
  await hide(true);
  const answered = page.waitForResponse('**/porte-a-porte/counter');
  answer();
  await (await answered).finished();
  await page.waitForTimeout(500);
  expect(site.deps.streams.count()).toBe(0);
  const still = await browser.newPage(site.origin, { javaScript: false });
  await still.goto('/fr/porte-a-porte/counter');
  expect(await still.locator('.goal-words').count()).toBe(1);
  expect(await still.locator('meta[http-equiv="refresh"]').count()).toBe(1);
});
