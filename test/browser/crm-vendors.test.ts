import { sql } from 'drizzle-orm';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { vendorOf, vendors } from '../../src/crm/vendors.ts';
import { fillDemo } from '../../src/demo/fill-demo.ts';
import { type Locale, messages } from '../../src/locales/index.ts';
import { addOrganizer } from '../../src/organizers/add-organizer.ts';
import { createSignInLink } from '../../src/organizers/create-sign-in-link.ts';
import { type Browser, openBrowser } from '../support/browser.ts';
import { startFakeActionNetwork } from '../support/crm/fake-action-network.ts';
import type { FakeCrm } from '../support/crm/fake-crm.ts';
import { startFakeHubSpot } from '../support/crm/fake-hubspot.ts';
import { startFakeNationBuilder } from '../support/crm/fake-nationbuilder.ts';
import { startFakeReceiver } from '../support/crm/fake-receiver.ts';
import { inspect } from './inspect.ts';
import { type Site, startSite } from './site.ts';

type Case = { name: string; locale: Locale; startFake: () => Promise<FakeCrm>; wrong: Record<string, string> };
/** `wrong`: what is typed first, by the key of its field. */
const cases: Case[] = [
  { name: 'action-network', locale: 'fr', startFake: startFakeActionNetwork, wrong: { apiKey: 'une-mauvaise-cle' } },
  { name: 'nationbuilder', locale: 'fr', startFake: startFakeNationBuilder, wrong: { url: 'ftp://nation' } },
  { name: 'hubspot', locale: 'en', startFake: startFakeHubSpot, wrong: { token: 'a-wrong-token' } },
  { name: 'webhooks', locale: 'fr', startFake: startFakeReceiver, wrong: { url: 'ftp://ici', secrets: 'abc' } },
];

let site: Site;
let browser: Browser;
beforeAll(async () => {
  site = await startSite({ env: { CRM_TIMEOUT_SECONDS: '2' } });
  await addOrganizer(site.deps, { email: 'olive@example.org', name: 'Olive', role: 'owner' });
  await fillDemo(site.deps, { contacts: 24, seed: 7, amongReal: false, onProgress: () => {} });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await site.close();
});

/** Work that looks after itself each second, by a clock that stands still. */
async function settle(): Promise<void> {
  for (const _ of [1, 2, 3]) {
    site.clock.advance(60_000);
    await site.runDueJobs();
  }
}

test.each(cases)(
  '$name is connected, mapped, tried out, sent to, mended and disconnected',
  async (one) => {
    const { name, locale } = one;
    const { admin, crm } = messages(locale);
    const fake = await one.startFake();
    const known = vendorOf(name);
    const there = new URL(fake.credentials.url ?? site.origin).origin;
    vendors[name] = {
      ...known,
      // As fast as it may: its limit is not what this is about.
      limits: { ...known.limits, calls: 1_000, perSeconds: 1 },
      // Where a vendor has one address for all of its customers, nobody types it.
      open: (given) =>
        known.open({ ...given, credentials: { ...Object(given.credentials), url: fake.credentials.url } }),
    };
    try {
      const page = await browser.newPage(site.origin, { locale: locale === 'en' ? 'en-CA' : 'fr-CA', alsoFrom: there });
      page.setDefaultTimeout(20_000);
      await page.goto(await createSignInLink(site.deps, 'olive@example.org'));
      await page.getByRole('button', { name: admin.signIn.confirmButton }).click();
      await connect(page);
      await choose(page);
      await mapFields(page);
      await run(page);
      await mend(page);
      await disconnect(page);
    } finally {
      vendors[name] = known;
      await fake.close();
    }

    async function connect(page: Page): Promise<void> {
      await page.goto('/admin/crm/new');
      await page.getByRole('link', { name: crm.choose.button(known.label) }).click();
      await page.getByLabel(crm.name, { exact: true }).fill(`${known.label} A`);
      await fill(page, { ...fake.credentials, ...one.wrong });
      await page.locator('.crm-form button[type=submit]').click();
      const refused = page.getByText(crm.connection.wrong).first();
      const isForm = known.readCredentials.safeParse({ ...fake.credentials, ...one.wrong }).success === false;
      if (isForm) await refused.waitFor();
      else {
        await page.getByText(crm.connection.testing).waitFor();
        await site.runDueJobs();
        await page.getByText(crm.causes.credentials.todo).waitFor();
      }
      await inspect(page, `crm-${name}-wrong`);
      await fill(page, fake.credentials);
      site.clock.advance(60_000);
      await page.locator('.crm-form button[type=submit]').first().click();
      if (known.oauth) await authorize(page);
      await page.getByText(crm.connection.testing).waitFor();
      await site.runDueJobs();
      await page.locator('.crm-ok').waitFor();
      await inspect(page, `crm-${name}-works`);
      if (name === 'webhooks') await changeKeys(page);
    }

    async function tab(page: Page, words: string): Promise<void> {
      const tabs = page.getByRole('navigation', { name: crm.tabs.label });
      await tabs.getByRole('link', { name: words, exact: true }).click();
    }

    async function fill(page: Page, values: Record<string, string>): Promise<void> {
      for (const [key, { label }] of Object.entries(known.words[locale].credentials)) {
        await page.getByLabel(label, { exact: true }).fill(values[key] ?? '');
      }
    }

    async function authorize(page: Page): Promise<void> {
      await page.getByText(crm.oauth.waiting(known.label)).waitFor();
      await page.getByRole('link', { name: crm.oauth.authorize(known.label) }).click();
      await page.getByRole('link', { name: 'Authorize' }).click();
      await page.getByRole('heading', { name: crm.oauth.title(known.label) }).waitFor();
      await inspect(page, `crm-${name}-authorized`);
      await page.getByRole('button', { name: crm.oauth.finish }).click();
      await site.runDueJobs();
    }

    /** Both keys are shown in the one answer, and in no other. */
    async function changeKeys(page: Page): Promise<void> {
      const keys: (string | null)[] = [];
      for (const label of [crm.signing.make, crm.inbound.make]) {
        await page.getByRole('button', { name: label }).click();
        const code = page.getByRole('status').locator('code');
        keys.push(await code.textContent());
        expect(keys.at(-1)).toMatch(/^whsec_/);
      }
      await inspect(page, `crm-${name}-keys`);
      await tab(page, crm.tabs.connection);
      await page.getByText(crm.inbound.has).waitFor();
      const html = await page.content();
      for (const key of keys) expect(html).not.toContain(key);
    }

    /** One campaign's people, which keeps them few. */
    async function choose(page: Page): Promise<void> {
      await tab(page, crm.tabs.options);
      const campaigns = page.getByRole('group', { name: crm.options.campaigns }).getByRole('checkbox');
      await campaigns.first().check();
      if (name === 'hubspot') await page.getByLabel(crm.options.each.createProperties.label).check();
      await page.getByRole('button', { name: crm.options.save }).click();
      await page.getByText(crm.options.saved).waitFor();
      expect(await campaigns.first().isChecked()).toBe(true);
      expect(await campaigns.last().isChecked()).toBe(false);
      await inspect(page, `crm-${name}-options`);
      await site.runDueJobs();
    }

    async function mapFields(page: Page): Promise<void> {
      await tab(page, crm.tabs.mapping);
      await page.locator('#transform-0').selectOption('upper');
      await page.getByRole('button', { name: crm.mapping.preview }).click();
      await page.getByText(crm.mapping.previewText).waitFor();
      await inspect(page, `crm-${name}-preview`);
      await page.getByRole('button', { name: crm.mapping.save }).click();
      await page.getByText(crm.mapping.saved).waitFor();
    }

    async function run(page: Page): Promise<void> {
      const writes = () => fake.calls.filter((call) => call.writes).length;
      const before = writes();
      for (const kind of ['dry-run', 'backfill'] as const) {
        await tab(page, crm.tabs.runs);
        await page.getByRole('button', { name: crm.runs.start[kind] }).click();
        await page.getByText(crm.runs.refreshes).waitFor();
        await settle();
        await page.locator('main').getByText(crm.runs.states.done).first().waitFor();
        if (kind === 'backfill') continue;
        await inspect(page, `crm-${name}-dry-run`);
        expect(writes()).toBe(before);
      }
      expect(fake.people().length).toBeGreaterThan(0);
      expect(await standings()).toEqual({ synced: fake.people().length });
    }

    /** Of who is not outside the scope. */
    async function standings(): Promise<Record<string, number>> {
      const rows = await site.deps.db.execute<{ state: string; count: number }>(sql`
        select s.state, count(*)::int as count from crm_sync_states s join crm_connectors c on c.id = s.connector_id
        where c.vendor = ${name} and s.state <> 'out-of-scope' group by s.state`);
      return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
    }

    async function mend(page: Page): Promise<void> {
      fake.faults.down = 'html';
      await site.deps.db.execute(sql`update contacts set first_name = ${`Zia ${name}`}`);
      for (const _ of [1, 2, 3]) await settle();
      await tab(page, crm.tabs.health);
      await page.getByText(crm.health.downText).waitFor();
      await inspect(page, `crm-${name}-down`);
      fake.faults.down = undefined;
      await page
        .getByRole('button', { name: crm.health.replayAll('') })
        .first()
        .click();
      await page.getByRole('status').waitFor();
      await settle();
      await page.getByText(crm.health.noErrors).waitFor();
      expect(await standings()).toEqual({ synced: fake.people().length });
    }

    async function disconnect(page: Page): Promise<void> {
      await tab(page, crm.tabs.connection);
      await page.getByLabel(crm.disconnect.box).check();
      await page.getByRole('button', { name: crm.disconnect.button }).click();
      await page.getByText(crm.disconnect.done).waitFor();
    }
  },
  300_000,
);
