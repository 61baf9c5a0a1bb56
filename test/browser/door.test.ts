import type { Page } from 'playwright-core';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signToken } from '../../src/http/token.ts';
import { messages } from '../../src/locales/index.ts';
import { addOrganizer } from '../../src/organizers/add-organizer.ts';
import { createSignInLink } from '../../src/organizers/create-sign-in-link.ts';
import { type Browser, openBrowser } from '../support/browser.ts';
import { inspect } from './inspect.ts';
import { addPerson, book } from './people.ts';
import { type Site, startSite } from './site.ts';

const t = messages('fr');
const names = ['Ada', 'Béatrice', 'Chloé', 'Dominique', 'Émile'];
let site: Site;
let browser: Browser;
let path: string;
let bookings: string[];

beforeAll(async () => {
  site = await startSite();
  browser = await openBrowser();
  bookings = [];
  for (const firstName of names) {
    const person = await addPerson(site, 'fr', { email: `personne.${bookings.length}@porte.example`, firstName });
    bookings.push(await book(site, person, 'sortie-marche'));
  }
  const [shift] = await site.deps.db.$client`select shift_id from bookings limit 1`;
  path = `/admin/shifts/${shift?.shift_id}/check-in`;
  await addOrganizer(site.deps, { email: 'olive@example.org', name: 'Olive', role: 'owner' });
});
afterAll(async () => {
  await browser.close();
  await site.close();
});

test('whoever was tapped without a network, by a page that was closed since, is there once it is back: once each', async () => {
  const page = await openDoor();
  const context = page.context();
  await context.setOffline(true);
  await tap(page, 'Ada');
  await tap(page, 'Béatrice');
  await tap(page, 'Chloé');
  // Not there after all.
  await tap(page, 'Chloé');
  await page.getByText(t.door.live.waiting.replace('{count}', '4')).waitFor();
  await page.close();

  const second = await context.newPage();
  await second.goto(path);
  await expect.poll(() => pressed(second)).toEqual(['Ada', 'Béatrice']);
  await second.getByLabel(t.door.search).fill('emile');
  expect(await second.locator('[data-person]:visible').count(), 'found without its accent').toBe(1);
  await second.getByLabel(t.door.search).press('Enter');
  await expect.poll(() => pressed(second)).toEqual(['Ada', 'Béatrice', 'Émile']);
  expect(await attended(), 'nothing was sent yet').toEqual([]);
  expect(await readable(second), 'a device keeps no names but in the page').toEqual([]);

  await context.setOffline(false);
  await expect.poll(attended, { timeout: 20_000 }).toEqual(['Ada', 'Béatrice', 'Émile']);
  const rows = await site.deps.db.$client`select act from check_ins`;
  expect(rows).toHaveLength(5);
  const told = await site.deps.db.$client`select from activities where kind = 'booking.attended'`;
  expect(told).toHaveLength(4);
  await inspect(second, 'door');
}, 240_000);

test('the code that a person has on their phone is said and typed where there is no camera', async () => {
  const person = await addPerson(site, 'fr', { email: 'fanny@porte.example', firstName: 'Fanny' });
  const booking = await book(site, person, 'sortie-marche');
  const phone = await browser.newPage(site.origin);
  await phone.goto(`${person.space}/bookings/${booking}/ticket`);
  const code = await phone.locator('.door-code strong').textContent();
  await inspect(phone, 'ticket');
  const page = await openDoor();
  await page.getByLabel(t.door.search).fill(code?.toLowerCase() ?? '');
  await page.getByLabel(t.door.search).press('Enter');
  await expect.poll(attended).toContain('Fanny');
});

test('a code of somebody who booked since the page was loaded is noted, and the server says whose it is', async () => {
  const page = await openDoor(withCamera);
  const person = await addPerson(site, 'fr', { email: 'gisele@porte.example', firstName: 'Gisèle' });
  const booking = await book(site, person, 'sortie-marche');
  const at = new Date(site.clock.now().getTime() + 3_600_000);
  const { secret } = site.deps.config;
  const context = page.context();
  await context.setOffline(true);
  await page.getByRole('button', { name: t.door.scan }).click();
  await hold(page, signToken(secret, 'door', { ids: [booking], at }));
  await page.getByText(`${t.door.live.noted} ${t.door.live.waiting.replace('{count}', '1')}`).waitFor();
  await context.setOffline(false);
  await page.getByText(t.door.live.seenUnlisted).waitFor();
  expect(await attended()).toContain('Gisèle');
  await hold(page, signToken(secret, 'door', { ids: [uuidv7()], at }));
  await page.getByText(t.door.live.unknown).waitFor();
});

test('what the browser itself has sent is told on the page that is open', async () => {
  const page = await openDoor();
  const workers = await page.context().newCDPSession(page);
  const registered = new Promise<string>((resolve) => {
    workers.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const [one] = registrations.filter(({ isDeleted }) => !isDeleted);
      if (one) resolve(one.registrationId);
    });
  });
  await workers.send('ServiceWorker.enable');
  const registrationId = await registered;
  const item = { id: uuidv7(), booking: uuidv7(), act: 'in', at: new Date().toISOString() };
  await page.evaluate(`terrainDoor.add('${path}', ${JSON.stringify(item)})`);
  const sync = { origin: site.origin, registrationId, tag: 'terrain-door', lastChance: false };
  await workers.send('ServiceWorker.dispatchSyncEvent', sync);
  await page.getByText(t.door.live.unknown).waitFor();
});

test('a tap that the device cannot keep is sent by its form, and the scanner goes on after it and after foreign codes', async () => {
  const page = await openDoor(withCamera);
  await page.evaluate(`IDBObjectStore.prototype.add = () => { throw new DOMException('', 'QuotaExceededError'); }`);
  await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: /Dominique/ }).click()]);
  await expect.poll(attended).toContain('Dominique');

  await page.getByRole('button', { name: t.door.scan }).click();
  await page.evaluate(`{
    const { add } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.add = () => { throw new DOMException('', 'QuotaExceededError'); };
    globalThis.makeRoom = () => { IDBObjectStore.prototype.add = add; };
  }`);
  const person = await addPerson(site, 'fr', { email: 'henri@porte.example', firstName: 'Henri' });
  const booking = await book(site, person, 'sortie-marche');
  const at = new Date(site.clock.now().getTime() + 3_600_000);
  const token = signToken(site.deps.config.secret, 'door', { ids: [booking], at });
  await hold(page, token);
  await page.getByText(t.door.live.notKept).waitFor();
  await page.evaluate('makeRoom()');
  // One that no base64 can be.
  await hold(page, 'x'.repeat(33));
  await page.getByText(t.door.live.unknown).waitFor();
  await hold(page, token);
  await page.getByText(t.door.live.seenUnlisted).waitFor();
  expect(await attended()).toContain('Henri');
});

test('a connection to the device’s storage that was lost without a word is made anew', async () => {
  const page = await openDoor();
  await page.evaluate(`{
    const { transaction } = IDBDatabase.prototype;
    let first;
    IDBDatabase.prototype.transaction = function (...args) {
      first ??= this;
      if (this === first) throw new DOMException('', 'InvalidStateError');
      return transaction.apply(this, args);
    };
  }`);
  await tap(page, 'Béatrice');
  await expect.poll(attended).not.toContain('Béatrice');
});

test('taps that the server refuses of another shift wait, and hold up nobody at this door', async () => {
  const page = await openDoor();
  const foreign = `/admin/shifts/${uuidv7()}/check-in`;
  const item = { id: uuidv7(), booking: uuidv7(), act: 'in', at: new Date().toISOString() };
  await page.evaluate(`terrainDoor.add('${foreign}', ${JSON.stringify(item)})`);
  await tap(page, 'Chloé');
  await expect.poll(attended).toContain('Chloé');
  await page.getByText(t.door.live.refused.replace('{count}', '1')).waitFor();
  expect(await page.evaluate<number>('terrainDoor.all().then((all) => all.length)'), 'not lost').toBe(1);
  await inspect(page, 'door-refused');
});

test('after the shift the names are gone from the device', async () => {
  const page = await openDoor();
  await site.deps.db
    .$client`update shifts set starts_at = now() - interval '3 days', ends_at = now() - interval '2 days' where id = ${path.split('/')[3] ?? ''}`;
  await page.reload();
  await page.getByText(t.door.live.over).waitFor();
  expect(await page.evaluate<string[]>('caches.keys()')).toEqual([]);
});

/** A camera that sees nothing, and a reader of codes that finds what the test holds out. */
const withCamera = `
  globalThis.BarcodeDetector = class { detect = async () => (globalThis.held ? [{ rawValue: globalThis.held }] : []); };
  MediaDevices.prototype.getUserMedia = async () => {
    const canvas = document.createElement('canvas');
    setInterval(() => canvas.getContext('2d').fillRect(0, 0, 9, 9), 100);
    return canvas.captureStream();
  };`;

/** Holds a code before the camera. */
async function hold(page: Page, code: string): Promise<void> {
  await page.evaluate(`globalThis.held = ${JSON.stringify(code)}`);
}

async function openDoor(script?: string): Promise<Page> {
  const page = await browser.newPage(site.origin);
  if (script) await page.addInitScript(script);
  const link = new URL(await createSignInLink(site.deps, 'olive@example.org'));
  await page.goto(link.pathname);
  await page.getByRole('button', { name: t.admin.signIn.confirmButton }).click();
  await page.waitForURL(/\/admin(?!\/sign-in)/);
  await page.goto(path);
  await page.getByText(t.door.live.ready).waitFor();
  return page;
}

async function tap(page: Page, name: string): Promise<void> {
  const button = page.getByRole('button', { name: new RegExp(name) });
  const was = await button.getAttribute('aria-pressed');
  await button.click();
  await expect.poll(() => button.getAttribute('aria-pressed')).not.toBe(was);
}

async function pressed(page: Page): Promise<string[]> {
  return await page.locator('button[aria-pressed="true"] .door-name').allInnerTexts();
}

async function attended(): Promise<string[]> {
  const rows = await site.deps.db.$client<{ name: string }[]>`
    select first_name as name from bookings join contacts on contacts.id = contact_id
    where state = 'attended' order by first_name collate "C"`;
  return rows.map(({ name }) => name).sort((one, other) => one.localeCompare(other, 'fr'));
}

/** Names in what waits to be sent. */
async function readable(page: Page): Promise<string[]> {
  const waiting = await page.evaluate<string>('terrainDoor.all().then((all) => JSON.stringify(all))');
  return names.filter((name) => waiting.includes(name));
}
