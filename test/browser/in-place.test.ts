import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import riding from '../../src/imports/demo/porte-a-porte.json' with { type: 'json' };
import { messages } from '../../src/locales/index.ts';
import { signups } from '../../src/signups/table.ts';
import { type Browser, openBrowser } from '../support/browser.ts';
import { type Site, startSite } from './site.ts';

const t = messages('fr').pages;
const path = '/fr/porte-a-porte';
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

test('a form answers in place: no reload, the reader at the new heading, and a way back', async () => {
  const page = await openForm();
  await page.evaluate('window.marked = true');
  await fillIn(page, 'ada@example.org');
  await sendButton(page).click();
  await page.waitForURL(/\/next\//);
  const heading = page.getByRole('heading', { level: 1, name: t.next.thanks });
  await heading.waitFor();
  expect(await page.title()).toContain(t.next.thanks);
  expect(await page.evaluate('window.marked')).toBe(true);
  expect(await page.locator('h1:focus').count()).toBe(1);
  expect(await page.evaluate('scrollY')).toBe(0);

  await page.goBack();
  await page.getByRole('heading', { level: 1, name: riding.texts.fr.headline }).waitFor();
  expect(new URL(page.url()).pathname).toBe(path);
  // What was accepted is no draft any more.
  expect(await field(page, t.fields.email).inputValue()).toBe('');
  await page.goForward();
  await heading.waitFor();
  expect(await page.evaluate('window.marked')).toBe(true);
});

test('two presses send once', async () => {
  const page = await openForm();
  let posts = 0;
  page.on('request', (request) => {
    if (request.method() === 'POST') posts += 1;
  });
  await fillIn(page, 'bea@example.org');
  await sendButton(page).dblclick();
  await page.waitForURL(/\/next\//);
  expect(posts).toBe(1);
  expect(await countSignups('bea@example.org')).toBe(1);
});

test('while the service cannot answer nothing is lost, and it tries again by itself', async () => {
  const page = await openForm();
  let posts = 0;
  await page.route(`**${path}/signups`, async (route) => {
    posts += 1;
    if (posts > 1) return await route.continue();
    await route.fulfill({ status: 503, headers: { 'retry-after': '1' }, body: '' });
  });
  await fillIn(page, 'cleo@example.org');
  await sendButton(page).click();
  await page.getByRole('alert').filter({ hasText: t.live.unavailable }).waitFor();
  expect(await field(page, t.fields.email).inputValue()).toBe('cleo@example.org');
  expect(await consentBox(page).isChecked()).toBe(true);
  await page.waitForURL(/\/next\//);
  expect(posts).toBe(2);
  expect(await countSignups('cleo@example.org')).toBe(1);
});

test('without a network nothing is lost, and a press once it is back sends it', async () => {
  const page = await openForm();
  await fillIn(page, 'dina@example.org');
  await page.context().setOffline(true);
  await sendButton(page).click();
  await page.getByRole('alert').filter({ hasText: t.live.offline }).waitFor();
  expect(await field(page, t.fields.email).inputValue()).toBe('dina@example.org');
  await page.context().setOffline(false);
  await sendButton(page).click();
  await page.waitForURL(/\/next\//);
  expect(await countSignups('dina@example.org')).toBe(1);
});

test('a sign-up whose answer got lost on the way is recorded once', async () => {
  const page = await openForm();
  const answers: number[] = [];
  await page.route(`**${path}/signups`, async (route) => {
    const answer = await route.fetch({ maxRedirects: 0 });
    answers.push(answer.status());
    // It is committed, and nobody is told.
    if (answers.length === 1) return await route.abort('connectionreset');
    await route.fulfill({ response: answer });
  });
  await fillIn(page, 'elsa@example.org');
  await sendButton(page).click();
  await page.getByRole('alert').filter({ hasText: t.live.offline }).waitFor();
  await page.waitForURL(/\/next\//);
  expect(answers).toEqual([303, 303]);
  expect(await countSignups('elsa@example.org')).toBe(1);
});

test('a draft survives a reload, all but the consent', async () => {
  const page = await openForm();
  await fillIn(page, 'fanny@example.org');
  await page.getByRole('checkbox', { name: t.form.availability.weekends }).check();
  await page.reload();
  expect(await field(page, t.fields.email).inputValue()).toBe('fanny@example.org');
  expect(await field(page, t.fields.firstName).inputValue()).toBe('Ada');
  expect(await page.getByRole('checkbox', { name: t.form.availability.weekends }).isChecked()).toBe(true);
  expect(await consentBox(page).isChecked()).toBe(false);
});

async function openForm(): Promise<Page> {
  const page = await browser.newPage(site.origin);
  await page.goto(path);
  return page;
}

async function fillIn(page: Page, email: string): Promise<void> {
  await field(page, t.fields.email).fill(email);
  await field(page, t.fields.firstName).fill('Ada');
  await field(page, t.fields.postalCode).fill('H2X 1Y4');
  await consentBox(page).check();
}

function field(page: Page, name: string) {
  return page.getByRole('textbox', { name });
}

function sendButton(page: Page) {
  return page.getByRole('button', { name: riding.texts.fr.button });
}

function consentBox(page: Page) {
  return page.locator('input[name=consent]');
}

/** How many sign-ups an address has. */
async function countSignups(email: string): Promise<number> {
  const rows = await site.deps.db.select({ answers: signups.answers }).from(signups);
  return rows.filter(({ answers }) => answers.email === email).length;
}
