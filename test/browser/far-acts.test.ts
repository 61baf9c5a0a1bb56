import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fillDemo } from '../../src/demo/fill-demo.ts';
import { messages } from '../../src/locales/index.ts';
import { addOrganizer } from '../../src/organizers/add-organizer.ts';
import { createSignInLink } from '../../src/organizers/create-sign-in-link.ts';
import type { SegmentDefinition } from '../../src/segments/form.ts';
import { segments } from '../../src/segments/table.ts';
import { type Browser, openBrowser } from '../support/browser.ts';
import { inspect } from './inspect.ts';
import { type Site, startSite } from './site.ts';

const { acts, admin, bulk, files, people } = messages('fr');
let site: Site;
let browser: Browser;

beforeAll(async () => {
  site = await startSite();
  await addOrganizer(site.deps, { email: 'olive@example.org', name: 'Olive', role: 'owner' });
  await addOrganizer(site.deps, { email: 'vic@example.org', name: 'Vic', role: 'viewer' });
  await fillDemo(site.deps, { contacts: 200, seed: 7, amongReal: false, onProgress: () => {} });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await site.close();
});

const english: SegmentDefinition = {
  version: 1,
  match: 'all',
  conditions: [
    { kind: 'language', locale: 'en' },
    { kind: 'place', prefix: 'H2X' },
  ],
};

async function signedIn(email: string, javaScript: boolean) {
  const page = await browser.newPage(site.origin, { locale: 'fr-CA', javaScript });
  await page.goto(await createSignInLink(site.deps, email));
  await page.getByRole('button', { name: admin.signIn.confirmButton }).click();
  return page;
}

test('a segment is put into a sequence, taken out as a file, and erased by the number of its people', async () => {
  const page = await signedIn('olive@example.org', true);
  const filter = new URLSearchParams({ filter: JSON.stringify(english) });
  await page.goto(`/admin/bulk-acts/new?${filter}`);
  await inspect(page, 'bulk-act-all-kinds');
  const put = page.getByRole('region', { name: bulk.acts.enrol }).or(page.getByRole('form', { name: bulk.acts.enrol }));
  await put.getByLabel(bulk.targets.enrol).selectOption({ index: 0 });
  await put.getByRole('button').click();
  await page.getByText(bulk.states.running).first().waitFor();
  await site.runDueJobs();
  await page.getByText(bulk.states.done).first().waitFor();
  await page.getByText(acts.undoEnrol).waitFor();
  await inspect(page, 'bulk-act-enrolled');

  await page.goto(`/admin/bulk-acts/new?${filter}`);
  await page.getByLabel(acts.export.format).selectOption('mailchimp');
  await page.getByRole('form', { name: acts.export.title }).getByRole('button').click();
  await page.getByText(files.exports.making).waitFor();
  await site.runDueJobs();
  await page.locator('#prepared').getByText(files.exports.ready, { exact: true }).waitFor();
  await inspect(page, 'exports-prepared');

  await page.goto(`/admin/bulk-acts/new?${filter}`);
  await page.getByRole('region', { name: acts.erase.link }).getByRole('link').click();
  await page.getByRole('heading', { name: acts.erase.goes }).waitFor();
  await inspect(page, 'erase-many');
  const box = page.getByRole('textbox');
  const shown = /\d+/.exec((await page.getByRole('heading', { level: 1 }).textContent()) ?? '')?.[0] ?? '';
  const danger = page.getByRole('button', { name: acts.erase.button(bulk.crowd(shown, shown === '1')) });
  await box.fill('0');
  await danger.click();
  await page.getByText(acts.erase.wrong(shown)).waitFor();
  await inspect(page, 'erase-many-wrong');
  await box.fill(shown);
  await danger.click();
  await page.getByText(acts.erase.stopText).waitFor();
  await inspect(page, 'erase-many-running');
  await site.runDueJobs();
  await page.getByText(acts.erase.progress(shown, shown)).waitFor();
  await inspect(page, 'erase-many-done');
}, 240_000);

test('a saved segment is counted where its file is asked for', async () => {
  await site.deps.db.insert(segments).values({
    id: uuidv7(),
    name: 'Francophones',
    definition: { ...english, conditions: [{ kind: 'language', locale: 'fr' }] },
  });
  const page = await signedIn('olive@example.org', true);
  await page.goto('/admin/exports');
  const form = page.getByRole('region', { name: files.exports.contacts, exact: true });
  await form.getByLabel(files.exports.segment).selectOption({ label: 'Francophones' });
  await form.getByRole('button', { name: files.exports.count }).click();
  await page.getByText(files.exports.chosen).first().waitFor();
  expect(await form.getByLabel(files.exports.segment).locator('option:checked').textContent()).toBe('Francophones');
  await inspect(page, 'exports-segment');
}, 240_000);

test('a viewer reads the audit log without its details', async () => {
  const page = await signedIn('vic@example.org', true);
  await page.getByRole('link', { name: admin.audit.title }).first().click();
  await page.getByText(people.audit.withoutDetails).waitFor();
  await inspect(page, 'audit-viewer');
}, 240_000);
