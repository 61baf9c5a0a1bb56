import { eq, isNull } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contacts } from '../../src/contacts/table.ts';
import { crmConnectors, crmPushes } from '../../src/crm/table.ts';
import { vendorOf } from '../../src/crm/vendors.ts';
import { fillDemo } from '../../src/demo/fill-demo.ts';
import { messages } from '../../src/locales/index.ts';
import { addOrganizer } from '../../src/organizers/add-organizer.ts';
import { createSignInLink } from '../../src/organizers/create-sign-in-link.ts';
import { type Browser, openBrowser } from '../support/browser.ts';
import { type FakeCivicrm, startFakeCivicrm } from '../support/crm/fake-civicrm.ts';
import { inspect } from './inspect.ts';
import { type Site, startSite } from './site.ts';

const { admin, crm } = messages('fr');
const words = vendorOf('civicrm').words.fr;
const field = (key: string) => words.credentials[key]?.label ?? key;
let site: Site;
let browser: Browser;
let civicrm: FakeCivicrm;

beforeAll(async () => {
  site = await startSite({ env: { CRM_TIMEOUT_SECONDS: '2' } });
  civicrm = await startFakeCivicrm();
  await addOrganizer(site.deps, { email: 'olive@example.org', name: 'Olive', role: 'owner' });
  await addOrganizer(site.deps, { email: 'oscar@example.org', name: 'Oscar', role: 'organizer' });
  await fillDemo(site.deps, { contacts: 60, seed: 7, amongReal: false, onProgress: () => {} });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await civicrm.close();
  await site.close();
});

/** Work that looks after itself each second, by a clock that stands still. */
async function settle(): Promise<void> {
  for (const _ of [1, 2, 3]) {
    site.clock.advance(60_000);
    await site.runDueJobs();
  }
}

async function signedIn(email: string, javaScript: boolean) {
  const page = await browser.newPage(site.origin, { locale: 'fr-CA', javaScript });
  page.setDefaultTimeout(10_000);
  await page.goto(await createSignInLink(site.deps, email));
  await page.getByRole('button', { name: admin.signIn.confirmButton }).click();
  return page;
}

test('a CRM is connected, mapped, tried out, sent to, mended and disconnected', async () => {
  const { db } = site.deps;
  const page = await signedIn('olive@example.org', true);
  await page.goto('/admin/crm');
  await page.getByText(crm.empty).waitFor();
  await inspect(page, 'crm-empty');
  await page.getByRole('link', { name: crm.connect }).click();
  await inspect(page, 'crm-choose');
  await page.getByRole('link', { name: crm.choose.button('CiviCRM') }).click();

  // A wrong key first: what is wrong is said, the key is not shown again.
  await page.getByLabel(crm.name, { exact: true }).fill('CRM de Montréal');
  await page.getByLabel(field('url')).fill('ftp://crm.exemple.org');
  await page.getByLabel(field('apiKey')).fill('une-mauvaise-cle');
  await page.getByRole('button', { name: crm.connection.save }).click();
  await page.getByText(crm.connection.wrong).waitFor();
  expect(await page.content()).not.toContain('une-mauvaise-cle');
  await inspect(page, 'crm-connect-wrong');
  await page.getByLabel(field('url')).fill(civicrm.credentials.url ?? '');
  await page.getByLabel(field('apiKey')).fill('une-mauvaise-cle');
  await page.getByRole('button', { name: crm.connection.save }).click();
  await page.getByText(crm.connection.testing).waitFor();
  await site.runDueJobs();
  await page.getByText(crm.connection.fails).waitFor();
  await page.getByText(crm.causes.credentials.todo).waitFor();
  await inspect(page, 'crm-test-failed');
  await page.getByLabel(field('apiKey')).fill(civicrm.credentials.apiKey ?? '');
  site.clock.advance(60_000);
  await page.getByRole('button', { name: crm.connection.change }).click();
  await page.getByText(crm.connection.testing).waitFor();
  await site.runDueJobs();
  await page.locator('.crm-ok').waitFor();
  await inspect(page, 'crm-test-works');

  await page.getByRole('link', { name: crm.connection.next }).click();
  await page.getByLabel(words.options?.pledges?.label ?? 'pledges').check();
  await page.getByLabel(crm.options.each.tagPrefix.label).fill('Terrain – ');
  await page.getByRole('button', { name: crm.options.save }).click();
  await page.getByText(crm.options.saved).waitFor();
  expect(await page.getByLabel(crm.options.each.tagPrefix.label).inputValue()).toBe('Terrain – ');
  await inspect(page, 'crm-options');

  await page.getByRole('link', { name: crm.tabs.mapping }).click();
  await page.locator('#transform-0').selectOption('upper');
  await page.getByRole('button', { name: crm.mapping.preview }).click();
  await page.getByText(crm.mapping.previewText).waitFor();
  await inspect(page, 'crm-mapping-preview');
  expect(await db.select().from(crmConnectors)).toMatchObject([
    { mapping: [{ from: 'firstName', transform: '' }, {}, {}, {}, {}, {}] },
  ]);
  await page.getByRole('button', { name: crm.mapping.save }).click();
  await page.getByText(crm.mapping.saved).waitFor();

  await page.getByRole('link', { name: crm.tabs.runs }).click();
  await inspect(page, 'crm-runs');
  const writes = () => civicrm.calls.filter((call) => call.writes).length;
  const before = writes();
  await page.getByRole('button', { name: crm.runs.start['dry-run'] }).click();
  await page.getByText(crm.runs.refreshes).waitFor();
  await inspect(page, 'crm-run-busy');
  await settle();
  await page.locator('main').getByText(crm.runs.states.done).first().waitFor();
  await inspect(page, 'crm-dry-run');
  expect(writes()).toBe(before);

  await page.getByRole('link', { name: crm.tabs.runs }).click();
  await page.getByRole('button', { name: crm.runs.start.backfill }).click();
  await page.getByRole('button', { name: crm.runs.pause }).click();
  await page.getByText(crm.runs.states.paused).first().waitFor();
  await page.getByRole('button', { name: crm.runs.resume }).click();
  await page.getByText(crm.runs.refreshes).waitFor();
  await settle();
  // The page looks again by itself.
  await page.locator('main').getByText(crm.runs.states.done).first().waitFor();
  await inspect(page, 'crm-backfill-done');
  expect(civicrm.people().length).toBe(await db.$count(contacts, isNull(contacts.erasedAt)));

  // The CRM goes away; what waits is told in words, and goes out again once it is there.
  civicrm.faults.down = 'html';
  await db.update(contacts).set({ firstName: 'Zia' });
  for (const _ of [1, 2, 3]) await settle();
  await page.getByRole('link', { name: crm.tabs.health }).click();
  await page.getByText(crm.health.downText).waitFor();
  await page.getByText(crm.causes.down.todo).first().waitFor();
  await inspect(page, 'crm-down');
  await page.getByRole('table').getByRole('link', { name: crm.causes.down.title }).click();
  await page.getByRole('heading', { name: crm.health.whoTitle(crm.causes.down.title) }).waitFor();
  await inspect(page, 'crm-failing');
  civicrm.faults.down = undefined;
  await page.getByRole('link', { name: crm.tabs.health }).click();
  await page.getByRole('button', { name: crm.health.replayAll(crm.causes.down.title) }).click();
  await page.getByRole('status').waitFor();
  await settle();
  await page.getByText(crm.health.noErrors).waitFor();
  await inspect(page, 'crm-health');

  const [one] = await db.select().from(crmPushes).where(eq(crmPushes.result, 'updated'));
  await page.goto(`/admin/contacts/${one?.contactId}`);
  await page.getByRole('region', { name: crm.history.section }).getByRole('link', { name: crm.history.all }).click();
  await page.getByText(crm.history.sent).first().click();
  await inspect(page, 'crm-history');

  await page.goto('/admin/crm');
  await inspect(page, 'crm-list');
  await page.getByRole('link', { name: 'CRM de Montréal' }).click();
  await page.getByRole('link', { name: crm.tabs.runs }).click();
  await page.getByRole('button', { name: crm.runs.start.reconcile }).click();
  await settle();
  await page.locator('main').getByText(crm.runs.states.done).first().waitFor();
  await inspect(page, 'crm-reconcile');

  await page.getByRole('link', { name: crm.tabs.connection }).click();
  await page.getByRole('button', { name: crm.disconnect.button }).click();
  await page.getByText(crm.disconnect.unticked).waitFor();
  await inspect(page, 'crm-connection');
  await page.getByLabel(crm.disconnect.box).check();
  await page.getByRole('button', { name: crm.disconnect.button }).click();
  await page.getByText(crm.disconnect.done).waitFor();
  await inspect(page, 'crm-disconnected');
}, 500_000);
