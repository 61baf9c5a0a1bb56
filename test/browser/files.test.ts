import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { messages } from '../../src/locales/index.ts';
import { addOrganizer } from '../../src/organizers/add-organizer.ts';
import { createSignInLink } from '../../src/organizers/create-sign-in-link.ts';
import { type Browser, openBrowser } from '../support/browser.ts';
import { signUp } from '../support/forms.ts';
import { inspect } from './inspect.ts';
import { type Site, startSite } from './site.ts';

const { admin: t, files } = messages('fr');
let site: Site;
let browser: Browser;
let folder: string;

beforeAll(async () => {
  site = await startSite();
  await addOrganizer(site.deps, { email: 'olive@example.org', name: 'Olive', role: 'owner' });
  await signUp(
    site.app,
    { firstName: 'Émilie', email: 'emilie@example.org', postalCode: 'H2X 1Y4' },
    '/fr/porte-a-porte',
  );
  browser = await openBrowser();
  folder = await mkdtemp(path.join(os.tmpdir(), 'terrain-files-'));
});
afterAll(async () => {
  await browser.close();
  await site.close();
  await rm(folder, { recursive: true, force: true });
});

async function signIn(page: Page): Promise<void> {
  await page.goto(await createSignInLink(site.deps, 'olive@example.org'));
  await page.getByRole('button', { name: t.signIn.confirmButton }).click();
  await page.getByRole('heading', { level: 1, name: t.home.title }).waitFor();
}

/** What somebody's old spreadsheet looks like, with some of everything that goes wrong. */
const rows = [
  'Courriel;Prénom;Nom;Cellulaire;Code postal;Étiquettes;Notes;Consentement courriel;Surnom',
  'emilie@example.org;Émilie;Tremblay-Bouchard;514 555-0101;h2x 1y4;porte-à-porte;;désabonnée;Mimi',
  ...Array.from(
    { length: 30 },
    (_, index) =>
      `benevole.numero.${index}@association-de-quartier.example.org;Bénévole;Numéro ${index};;H2X 1Y4;téléphone, samedi;Rencontrée au marché;;`,
  ),
  'pas une adresse;Inconnu;;;;;;;',
  'emilie@example.org;Émilie;T.;;;;;;',
];

test.each([{ javaScript: true }, { javaScript: false }])(
  'an organizer brings a file in after a look at what it changes, and takes it back, by keyboard (%o)',
  async ({ javaScript }) => {
    const page = await browser.newPage(site.origin, { javaScript });
    const look = async (name: string, options = {}) => {
      if (javaScript) await inspect(page, name, options);
    };
    await signIn(page);
    await page.goto('/admin/imports');
    await look('imports-empty');
    const file = path.join(folder, 'Liste 2024.csv');
    await writeFile(file, rows.join('\r\n'));
    await page.getByLabel(files.imports.file, { exact: true }).setInputFiles(file);
    await page.getByRole('button', { name: files.imports.upload }).focus();
    await page.keyboard.press('Enter');
    await page.getByText(files.imports.refresh).waitFor();
    await look('import-checking', { axe: false });
    await site.runDueJobs();
    // The page renews itself.
    await page.getByRole('heading', { name: files.imports.would }).waitFor();
    await page.getByText('Numéro 3').first().waitFor();
    await look('import-checked');
    await page.getByRole('button', { name: files.imports.run('31') }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: files.imports.stop }).waitFor();
    await look('import-running', { axe: false });
    await site.runDueJobs();
    await page.getByText(files.imports.done('30', '1')).waitFor();
    await look('import-done', { axe: false });
    await page.getByRole('button', { name: files.imports.undo }).click();
    await site.runDueJobs();
    await page.getByText(files.imports.undone('0')).waitFor();
    await page.goto('/admin/imports');
    await look('imports-list');
  },
  120_000,
);

test('a file that cannot be read says so, and what to do', async () => {
  const page = await browser.newPage(site.origin, { width: 1280 });
  await signIn(page);
  await page.goto('/admin/imports');
  const file = path.join(folder, 'rapport.pdf.csv');
  await writeFile(file, Buffer.from([0x25, 0x50, 0x44, 0x46, ...new Uint8Array(300)]));
  await page.getByLabel(files.imports.file, { exact: true }).setInputFiles(file);
  await page.getByRole('button', { name: files.imports.upload }).click();
  await page.getByText(files.imports.refresh).waitFor();
  await site.runDueJobs();
  await page.getByText(files.imports.fileFaults['not-a-table']('')).waitFor();
  await inspect(page, 'import-refused');
});

test.each([{ width: 360 }, { width: 1280 }])(
  'an organizer takes contacts out for another tool, at $width px',
  async (look) => {
    const page = await browser.newPage(site.origin, look);
    await signIn(page);
    await page.getByRole('link', { name: t.nav.files, exact: true }).click();
    await page.getByRole('link', { name: files.exports.presets['action-network'] }).click();
    await page.getByText(files.exports.about['action-network']).waitFor();
    await page.getByLabel(files.exports.separator).first().selectOption('semicolon');
    await page.locator('summary').click();
    await page.getByLabel('can2_phone').uncheck();
    if (look.width === 1280) await inspect(page, 'exports');
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: files.exports.download }).click();
    const saved = await (await download).path();
    const [person] = parse(await readFile(saved, 'utf8'), { columns: true, delimiter: ';' });
    expect(person).toMatchObject({ email: 'emilie@example.org', can2_subscription_status: 'unsubscribed' });
    expect(person).not.toHaveProperty('can2_phone');
  },
);
