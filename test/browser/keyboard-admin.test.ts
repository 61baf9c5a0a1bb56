import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { messages } from '../../src/locales/index.ts';
import { addOrganizer } from '../../src/organizers/add-organizer.ts';
import { createSignInLink } from '../../src/organizers/create-sign-in-link.ts';
import { type Browser, openBrowser } from '../support/browser.ts';
import { signUp } from '../support/forms.ts';
import { type Site, startSite } from './site.ts';

const fr = messages('fr');
let site: Site;
let browser: Browser;

beforeAll(async () => {
  site = await startSite();
  site.deps.announcements.open();
  for (const name of ['olive', 'bea'])
    await addOrganizer(site.deps, { email: `${name}@example.org`, name, role: 'organizer' });
  for (const locale of ['fr', 'en']) {
    const person = { firstName: 'Ada', email: `ada.${locale}@example.org`, postalCode: 'H2X 1Y4' };
    await signUp(site.app, person, `/${locale}/porte-a-porte`);
  }
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await site.close();
});

async function signedIn(name: string): Promise<Page> {
  const page = await browser.newPage(site.origin, { width: 1280 });
  await page.goto(await createSignInLink(site.deps, `${name}@example.org`));
  await press(page, page.getByRole('button', { name: fr.admin.signIn.confirmButton }));
  await page.waitForURL(/\/admin$/);
  return page;
}

/** Goes on with the Tab key until something has the focus, as who has no mouse does; it must come within a page's length. */
async function reach(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  for (let presses = 0; presses < 120; presses += 1) {
    if ((await target.and(page.locator(':focus')).count()) > 0) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the Tab key does not come to ${target}`);
}

async function press(page: Page, target: Locator): Promise<void> {
  await reach(page, target);
  await page.keyboard.press('Enter');
}

/** Types over what stands in a field. */
async function write(page: Page, field: Locator, text: string): Promise<void> {
  await reach(page, field);
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type(text);
}

test('a campaign is begun and opened with the keyboard alone', async () => {
  const page = await signedIn('olive');
  await page.goto('/admin/start');
  const at = fr.editor.create;
  // The arrows choose among templates; the first one is chosen.
  await reach(page, page.getByRole('radio').first());
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await write(page, page.getByLabel(at.name), 'Marche au clavier');
  await write(page, page.getByLabel(at.nameEn), 'Keyboard walk');
  await write(page, page.getByLabel(at.sender), 'Équipe Bellerive');
  for (const step of [2, 3, 4, 5]) {
    await press(page, page.getByRole('button', { name: fr.guide.next }));
    await page.waitForURL(new RegExp(`/admin/start\\?step=${step}$`));
    if (step !== 2) continue;
    const blanks = page.locator('input[name^="blank."]');
    for (let index = 0; index < (await blanks.count()); index += 1) await write(page, blanks.nth(index), 'Bellerive');
  }
  await press(page, page.getByRole('button', { name: fr.guide.open }));
  await page.getByRole('heading', { name: fr.guide.doneTitle }).waitFor();
  expect((await site.app.request('/fr/marche-au-clavier')).status).toBe(200);
}, 240_000);

test('a segment is built, saved and taken out as a file with the keyboard alone', async () => {
  const { segments: t } = fr;
  const page = await signedIn('olive');
  await page.goto('/admin/contacts');
  await press(page, page.getByText(t.add));
  await press(page, page.getByRole('link', { name: t.kinds.language, exact: true }));
  await reach(page, page.locator('#add').getByLabel(t.fields.locale, { exact: true }));
  await page.keyboard.type(t.languages.en);
  await press(page, page.getByRole('button', { name: t.addButton }));
  await page.locator('.filter-count').waitFor();
  await write(page, page.getByLabel(t.save), 'Anglophones');
  await press(page, page.getByRole('button', { name: t.saveButton }));
  await page.getByRole('heading', { name: 'Anglophones' }).waitFor();
  const download = page.waitForEvent('download');
  await press(page, page.getByRole('link', { name: t.exportFilter }));
  const rows = parse(await readFile(await (await download).path()), { columns: true });
  expect(rows).toMatchObject([{ email: 'ada.en@example.org', language: 'en' }]);
}, 240_000);

test('of two who changed one headline the second chooses with the keyboard alone', async () => {
  const { conflict, fields, form } = fr.editor;
  const [olive, bea] = [await signedIn('olive'), await signedIn('bea')];
  for (const page of [olive, bea]) await page.goto('/admin/campaigns/porte-a-porte/edit/words');
  const headline = (page: Page) => page.getByRole('group', { name: fields.headline }).getByLabel('Français');
  await write(bea, headline(bea), 'La porte de Béa');
  await press(bea, bea.getByRole('button', { name: form.save, exact: true }));
  await bea.getByText(form.saved, { exact: true }).waitFor();
  await write(olive, headline(olive), 'La porte d’Olive');
  await press(olive, olive.getByRole('button', { name: form.save, exact: true }));
  await olive.getByRole('heading', { name: conflict.title }).waitFor();
  const mine = olive.getByRole('radio', { name: new RegExp(conflict.mine) });
  await reach(olive, olive.getByRole('radio', { checked: true }).or(olive.getByRole('radio').first()).first());
  for (let presses = 0; presses < 4 && !(await mine.isChecked()); presses += 1) await olive.keyboard.press('ArrowDown');
  await press(olive, olive.getByRole('button', { name: conflict.button }));
  await olive.getByText(form.savedMerged).waitFor();
  expect(await (await site.app.request('/fr/porte-a-porte')).text()).toContain('La porte d’Olive');
}, 240_000);
