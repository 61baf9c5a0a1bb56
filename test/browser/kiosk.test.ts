import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { kioskSignups } from '../../src/kiosk/table.ts';
import { messages } from '../../src/locales/index.ts';
import { signups } from '../../src/signups/table.ts';
import { openDevice } from '../kiosk/device.ts';
import { type Browser, openBrowser } from '../support/browser.ts';
import { type Site, startSite } from './site.ts';
import { startUnsteadyNetwork, type UnsteadyNetwork } from './unsteady-network.ts';

const t = messages('fr').kiosk;
const slug = 'porte-a-porte';
let site: Site;
let browser: Browser;
let network: UnsteadyNetwork;
let path: string;

beforeAll(async () => {
  site = await startSite();
  network = await startUnsteadyNetwork(site.origin);
  browser = await openBrowser();
  path = (await openDevice(site, { slug })).page;
});
afterAll(async () => {
  await browser.close();
  network.close();
  await site.close();
});

test('five hundred sign without a network, the tab is killed, answers get lost: five hundred are there, once each', async () => {
  const page = await openKiosk();
  const context = page.context();
  await context.setOffline(true);
  await signMany(page, 0, 250);
  await kill(page);

  const second = await context.newPage();
  await second.goto(path);
  await waitingIs(second, 250);
  await signMany(second, 250, 500);
  await waitingIs(second, 500);
  await expectNothingReadable(second, context);

  network.dropEvery = 3;
  await context.setOffline(false);
  await expect.poll(() => network.posts, { timeout: 30_000 }).toBeGreaterThan(5);
  await kill(second);

  const third = await context.newPage();
  await third.goto(path);
  await waitingIs(third, 0, 120_000);
  network.dropEvery = 0;
  expect(network.dropped).toBeGreaterThan(5);
  const rows = await site.deps.db.select({ answers: signups.answers }).from(signups);
  const addresses = rows.map(({ answers }) => String(answers.email)).sort();
  expect(addresses).toEqual(Array.from({ length: 500 }, (_, n) => addressOf(n)).sort());
  expect(await site.deps.db.$count(kioskSignups)).toBe(500);
  await expectNothingReadable(third, context);
}, 240_000);

test('with every page closed, the browser itself sends what waits once there is a network', async () => {
  const page = await openKiosk();
  const context = page.context();
  const workers = await context.newCDPSession(page);
  const registered = new Promise<string>((resolve) => {
    workers.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const [one] = registrations.filter(({ isDeleted }) => !isDeleted);
      if (one) resolve(one.registrationId);
    });
  });
  await workers.send('ServiceWorker.enable');
  const registrationId = await registered;
  await context.setOffline(true);
  await signMany(page, 600, 603);
  await waitingIs(page, 3);
  await page.goto('about:blank');
  await context.setOffline(false);
  const { origin } = network;
  const sync = { origin, registrationId, tag: 'terrain-kiosk', lastChance: false };
  // A browser tries again by itself where the network was not quite there; what is asked for by hand is asked again.
  const tryToSend = async () => {
    await workers.send('ServiceWorker.dispatchSyncEvent', sync);
    return await countOf(600, 603);
  };
  await expect.poll(tryToSend, { timeout: 20_000, interval: 1_000 }).toBe(3);
});

test('what waits stays when the service worker and all that it kept are gone', async () => {
  const page = await openKiosk();
  const context = page.context();
  await context.setOffline(true);
  await signMany(page, 610, 613);
  await page.evaluate(`(async () => {
    await (await navigator.serviceWorker.ready).unregister();
    for (const name of await caches.keys()) await caches.delete(name);
  })()`);
  await kill(page);
  await context.setOffline(false);
  expect(await countOf(610, 613)).toBe(0);
  const next = await context.newPage();
  await next.goto(path);
  await next.getByText(t.live.ready, { exact: true }).waitFor();
  await waitingIs(next, 0);
  expect(await countOf(610, 613)).toBe(3);
});

test('what is too much at once for a slow network goes in smaller parts', async () => {
  const page = await openKiosk();
  const context = page.context();
  await context.setOffline(true);
  await signMany(page, 620, 632);
  await waitingIs(page, 12);
  const length = await page.evaluate<number>(`(async () => {
    const all = await new Promise((done) => {
      indexedDB.open('terrain-kiosk').onsuccess = ({ target }) => {
        const request = target.result.transaction('waiting').objectStore('waiting').getAll();
        request.onsuccess = () => done(request.result);
      };
    });
    return Math.max(...all.map(({ sealed }) => sealed.length));
  })()`);
  // Room for two, and what stands around them.
  network.longest = length * 2 + 600;
  await context.setOffline(false);
  const tryToSend = async () => {
    await page.evaluate(`dispatchEvent(new Event('online'))`);
    return await countOf(620, 632);
  };
  await expect.poll(tryToSend, { timeout: 60_000, interval: 300 }).toBe(12);
  network.longest = 0;
  await waitingIs(page, 0);
});

/** Opens the page with a network, and waits until it would open without one. */
async function openKiosk(): Promise<Page> {
  const page = await browser.newPage(network.origin);
  await page.goto(path);
  await page.getByText(t.live.ready, { exact: true }).waitFor();
  return page;
}

function addressOf(n: number): string {
  return `person.${String(n).padStart(3, '0')}@kiosk.example`;
}

/** Signs people up one after the other through the page's own form, faster than hands could. */
async function signMany(page: Page, from: number, to: number): Promise<void> {
  const script = `(async () => {
    const until = async (selector) => {
      while (!document.querySelector(selector)) await new Promise((done) => setTimeout(done, 1));
      return document.querySelector(selector);
    };
    for (let n = ${from}; n < ${to}; n += 1) {
      const form = await until('main form');
      form.elements.email.value = 'person.' + String(n).padStart(3, '0') + '@kiosk.example';
      form.elements.firstName.value = 'Zéphirine ' + n;
      if (form.elements.postalCode) form.elements.postalCode.value = 'H2X 1Y4';
      form.elements.consent.checked = n % 2 === 0;
      form.requestSubmit();
      (await until('[data-done]')).click();
    }
  })()`;
  await page.evaluate(script);
}

/** How many of these people are recorded. */
async function countOf(from: number, to: number): Promise<number> {
  const wanted = Array.from({ length: to - from }, (_, n) => addressOf(from + n));
  const rows = await site.deps.db.select({ answers: signups.answers }).from(signups);
  return rows.filter(({ answers }) => wanted.includes(String(answers.email))).length;
}

async function waitingIs(page: Page, count: number, timeout = 10_000): Promise<void> {
  await page.locator(`[data-waiting="${count}"]`).waitFor({ timeout });
}

/** Ends the tab as a crash does: no handler of the page runs. */
async function kill(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const crashed = page.waitForEvent('crash');
  session.send('Page.crash').catch(() => {});
  await crashed;
  await page.close();
}

/** Whoever holds the device finds nobody on it: not on the page, in its storage, its caches or its history. */
async function expectNothingReadable(page: Page, context: BrowserContext): Promise<void> {
  const found = await page.evaluate<string[]>(`(async () => {
    const database = await new Promise((done) => {
      const request = indexedDB.open('terrain-kiosk');
      request.onsuccess = () => done(request.result);
    });
    const all = await new Promise((done) => {
      const request = database.transaction('waiting').objectStore('waiting').getAll();
      request.onsuccess = () => done(request.result);
    });
    const cached = [];
    for (const name of await caches.keys()) {
      for (const answer of await (await caches.open(name)).matchAll()) cached.push(await answer.text());
    }
    const typed = [...document.querySelectorAll('input, textarea')].map((field) => field.value);
    const stored = [{ ...localStorage }, { ...sessionStorage }, document.cookie];
    const everything = JSON.stringify([all, cached, typed, stored, document.documentElement.outerHTML]);
    return everything.match(/.{20}(?:kiosk[.]example|Zéphirine).{20}/g) ?? [];
  })()`);
  expect(found).toEqual([]);
  expect(JSON.stringify(await context.storageState()).match(/kiosk[.]example|Zéphirine/)).toBeNull();
}
