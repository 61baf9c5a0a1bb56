import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { messages } from '../../src/locales/index.ts';
import { addOrganizer } from '../../src/organizers/add-organizer.ts';
import { createSignInLink } from '../../src/organizers/create-sign-in-link.ts';
import { type Browser, openBrowser } from '../support/browser.ts';
import { inspect } from './inspect.ts';
import { type Site, startSite } from './site.ts';

const fr = messages('fr');
const en = messages('en');
let site: Site;
let browser: Browser;

beforeAll(async () => {
  site = await startSite();
  site.deps.announcements.open();
  for (const name of ['olive', 'bea']) {
    await addOrganizer(site.deps, { email: `${name}@example.org`, name, role: 'organizer' });
  }
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await site.close();
});

test.each([
  { who: 'olive', javaScript: true },
  { who: 'bea', javaScript: false },
])(
  'a new organizer goes from sign-in to a live page with its code and its mails, JavaScript $javaScript',
  async ({ who, javaScript }) => {
    const page = await signedIn(who, 'fr-CA', javaScript);
    // Without scripts the pages are the same; they are looked at once.
    const look = async (name: string, axe = true) => (javaScript ? await inspect(page, name, { axe }) : undefined);
    await page.goto(`${site.origin}/admin/start`);
    const at = fr.editor.create;
    await page.getByLabel(at.name).fill(`Marche de ${who}`);
    await page.getByLabel(at.nameEn).fill(`Walk of ${who}`);
    await page.getByLabel(at.sender).fill('Équipe Bellerive');
    await look('guide-1');
    await onward(page, 2);
    await look('guide-2');
    const blanks = page.locator('input[name^="blank."]');
    for (let index = 0; index < (await blanks.count()); index += 1) await blanks.nth(index).fill('Bellerive');
    await onward(page, 3);
    const headline = page.getByRole('group', { name: fr.editor.fields.headline });
    await headline.getByLabel('Français').fill('Deux heures à Bellerive.');
    await look('guide-3');
    await onward(page, 4);
    await look('guide-4');
    await onward(page, 5);
    // What stands in the frames is looked at where it is a page of its own.
    await look('guide-5', false);
    await page.getByRole('button', { name: fr.guide.open }).click();
    await page.getByRole('heading', { name: fr.guide.doneTitle }).waitFor();
    await look('guide-done');
    expect(await page.getByRole('img', { name: fr.guide.codeAlt }).count()).toBe(1);
    await page.getByText('Bienvenue dans l’équipe').first().waitFor();
    await page.goto(`${site.origin}/marche-de-${who}?lang=fr`);
    await page.getByRole('heading', { name: 'Deux heures à Bellerive.' }).waitFor();
  },
  90_000,
);

test('two organizers change the same headline; the second chooses, and both see what became of it', async () => {
  const [olive, bea] = await Promise.all([signedIn('olive', 'en-CA'), signedIn('bea', 'en-CA')]);
  const path = `${site.origin}/admin/campaigns/porte-a-porte/edit/words`;
  for (const page of [olive, bea]) await page.goto(path);
  const headline = (page: Page) => page.getByRole('group', { name: en.editor.fields.headline }).getByLabel('English');
  await headline(bea).fill('Bea’s door');
  await bea.getByRole('button', { name: en.editor.form.save }).click();
  // She is the first, whatever the two browsers do.
  await bea.getByText(en.editor.form.saved, { exact: true }).waitFor();
  await headline(olive).fill('Olive’s door');
  await olive.getByRole('button', { name: en.editor.form.save }).click();
  await olive.getByRole('heading', { name: en.editor.conflict.title }).waitFor();
  await inspect(olive, 'editor-conflict');
  await olive.getByRole('radio', { name: new RegExp(en.editor.conflict.mine) }).check();
  await olive.getByRole('button', { name: en.editor.conflict.button }).click();
  await olive.getByText(en.editor.form.savedMerged).waitFor();
  await bea.goto(`${site.origin}/admin/campaigns/porte-a-porte/history`);
  await inspect(bea, 'editor-history');
  await bea.getByRole('link', { name: '2' }).first().click();
  await bea.getByText('Bea’s door').first().waitFor();
  await inspect(bea, 'editor-compare');
});

test('the pages of a campaign hold together on a phone and a desk', async () => {
  const page = await signedIn('bea', 'fr-CA');
  for (const path of ['', '/porte-a-porte/edit', '/porte-a-porte/preview', '/porte-a-porte/preview?look=desk']) {
    await page.goto(`${site.origin}/admin/campaigns${path}`);
    await inspect(page, `editor${path.replace(/[^a-z-]/g, '-') || '-list'}`, { axe: !path.includes('preview') });
  }
  for (const part of ['words', 'look', 'ask', 'fields', 'consents', 'page', 'dates', 'sender']) {
    await page.goto(`${site.origin}/admin/campaigns/porte-a-porte/edit/${part}`);
    await inspect(page, `editor-part-${part}`);
  }
}, 240_000);

/** Goes on, and waits until the next step is there: its fields look like those of the step before. */
async function onward(page: Page, step: number): Promise<void> {
  await page.getByRole('button', { name: fr.guide.next }).click();
  await page.waitForURL(new RegExp(`/admin/start\\?step=${step}$`));
}

async function signedIn(name: string, locale: 'fr-CA' | 'en-CA', javaScript = true): Promise<Page> {
  const page = await browser.newPage(site.origin, { locale, javaScript, width: 1280 });
  await page.goto(await createSignInLink(site.deps, `${name}@example.org`));
  await page.getByRole('button').last().click();
  await page.waitForURL(/\/admin$/);
  return page;
}
