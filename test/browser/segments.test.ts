import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { fillDemo } from '../../src/demo/fill-demo.ts';
import { messages } from '../../src/locales/index.ts';
import { addOrganizer } from '../../src/organizers/add-organizer.ts';
import { createSignInLink } from '../../src/organizers/create-sign-in-link.ts';
import { type Browser, openBrowser } from '../support/browser.ts';
import { inspect } from './inspect.ts';
import { type Site, startSite } from './site.ts';

const { admin, bulk, segments: t } = messages('fr');
const csv = z.array(z.object({ email: z.string(), language: z.string(), postal_code: z.string() }));
let site: Site;
let browser: Browser;

beforeAll(async () => {
  site = await startSite();
  await addOrganizer(site.deps, { email: 'olive@example.org', name: 'Olive', role: 'owner' });
  await fillDemo(site.deps, { contacts: 300, seed: 7, amongReal: false, onProgress: () => {} });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await site.close();
});

test.each([{ js: true }, { js: false }])(
  'from a segment to its export and an act on it, scripts: $js',
  async ({ js }) => {
    const page = await browser.newPage(site.origin, { locale: 'fr-CA', javaScript: js });
    await page.goto(await createSignInLink(site.deps, 'olive@example.org'));
    await page.getByRole('button', { name: admin.signIn.confirmButton }).click();
    await page.waitForURL(/\/admin$/);
    const form = page.locator('#add');
    await page.goto('/admin/contacts');
    if (js) await inspect(page, 'contacts-list');

    await page.getByText(t.add).click();
    if (js) await inspect(page, 'contacts-conditions');
    await page.getByRole('link', { name: t.kinds.language, exact: true }).click();
    await form.getByLabel(t.fields.locale, { exact: true }).selectOption({ label: t.languages.fr });
    await page.getByRole('button', { name: t.addButton }).click();
    await page.getByText(t.add).click();
    await page.getByRole('link', { name: t.kinds.place, exact: true }).click();
    // Wrong once: the sentence stands beside the field.
    await page.getByRole('button', { name: t.addButton }).click();
    await page.getByText(t.errors.prefix).waitFor();
    await form.getByLabel(t.fields.prefix).fill('h2x');
    await form.getByLabel(t.into).selectOption({ label: t.intoNew.any });
    if (js) await inspect(page, 'contacts-condition-form');
    await page.getByRole('button', { name: t.addButton }).click();
    await page.getByText(t.add).click();
    await page.getByRole('link', { name: t.kinds.place, exact: true }).click();
    await form.getByLabel(t.fields.prefix).fill('H1Y');
    await form.getByLabel(t.into).selectOption({ label: t.intoGroup(1) });
    await page.getByRole('button', { name: t.addButton }).click();
    const counted = Number.parseInt((await page.locator('.filter-count').textContent()) ?? '', 10);
    expect(counted).toBeGreaterThan(10);

    await page.getByLabel(t.save).fill(`Plateau et Rosemont ${js}`);
    await page.getByRole('button', { name: t.saveButton }).click();
    await page.getByRole('heading', { name: `Plateau et Rosemont ${js}` }).waitFor();
    if (js) await inspect(page, 'contacts-segment');

    const downloading = page.waitForEvent('download');
    await page.getByRole('link', { name: t.exportFilter }).click();
    const rows = csv.parse(parse(await readFile(await (await downloading).path()), { columns: true }));
    expect(rows).toHaveLength(counted);
    expect(rows.every((row) => row.language === 'fr' && /^H(2X|1Y)/.test(row.postal_code))).toBe(true);

    await page.getByRole('link', { name: bulk.link, exact: true }).click();
    if (js) await inspect(page, 'bulk-act-new');
    await page.getByLabel(bulk.targets.tag).fill('Nuit');
    await page.getByRole('button', { name: bulk.buttons.tag(bulk.crowd(String(counted), false)) }).click();
    await page.getByText(bulk.states.running).first().waitFor();
    await site.runDueJobs();
    // The page refreshes by itself.
    await page.getByText(bulk.states.done).first().waitFor();
    if (js) {
      await inspect(page, 'bulk-act');
      await page.goto('/admin/bulk-acts');
      await inspect(page, 'bulk-acts');
      await page.goto('/admin/segments');
      await inspect(page, 'segments');
    }
  },
  120_000,
);
