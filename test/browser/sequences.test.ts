import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { messages } from '../../src/locales/index.ts';
import { addOrganizer } from '../../src/organizers/add-organizer.ts';
import { createSignInLink } from '../../src/organizers/create-sign-in-link.ts';
import { type Browser, openBrowser } from '../support/browser.ts';
import { inspect } from './inspect.ts';
import { type Site, startSite } from './site.ts';

const t = messages('fr').sequences;
let site: Site;
let browser: Browser;
const home = '/admin/campaigns/loyers-justes/sequences';

beforeAll(async () => {
  site = await startSite();
  await addOrganizer(site.deps, { email: 'olive@example.org', name: 'Olive', role: 'organizer' });
  browser = await openBrowser();
  await addPeople();
});
afterAll(async () => {
  await browser.close();
  await site.close();
});

/** Olive at her desk. */
async function signedIn(): Promise<Page> {
  const page = await browser.newPage(site.origin, { width: 1280 });
  await page.goto(await createSignInLink(site.deps, 'olive@example.org'));
  await page.getByRole('button').last().click();
  await page.waitForURL(/\/admin$/);
  return page;
}

/** Three people who have had the welcome and wait for what comes next. */
async function addPeople(): Promise<void> {
  const sql = site.deps.db.$client;
  await sql`
    insert into contacts (id, email, locale) select gen_random_uuid(), 'n' || n || '@example.org', 'fr' from generate_series(1, 3) n`;
  await sql`
    insert into enrolments (id, sequence_id, campaign_id, contact_id, subject_id, locale, step, step_at, started_at)
    select gen_random_uuid(), s.id, s.campaign_id, contacts.id, contacts.id, 'fr', 'welcome', now(), now()
    from contacts, sequences s join campaigns on campaigns.id = s.campaign_id
    where slug = 'loyers-justes' and s.key = 'confirmed' and contacts.email like 'n_@example.org'`;
}

test('a live sequence is changed: a step moved, one added with a condition, and what it means seen first', async () => {
  const page = await signedIn();
  await page.goto(`${site.origin}${home}`);
  await page.getByRole('link', { name: t.starts.confirmed }).waitFor();
  await inspect(page, 'sequences');
  await page.getByRole('link', { name: t.starts.confirmed }).click();
  await page.getByRole('heading', { name: t.edit(t.starts.confirmed) }).waitFor();
  await inspect(page, 'sequence-edit');
  await page.getByRole('button', { name: t.addStep }).click();
  const added = page.getByRole('group', { name: t.step(3) });
  await added.getByLabel(t.conditionKind).selectOption('language');
  await added.getByRole('button', { name: t.conditionKind }).click();
  await page
    .getByRole('group', { name: t.step(3) })
    .getByRole('button', { name: t.addCondition })
    .click();
  const third = page.getByRole('group', { name: t.step(3) });
  for (const [name, words] of [
    [t.fields.subject, 'Une marche samedi'],
    [t.fields.body, 'On part du parc.'],
    [t.fields.action, 'J’y serai'],
  ] as const) {
    const both = third.getByRole('group', { name });
    await both.getByLabel(messages('fr').editor.form.bilingual.fr).fill(words);
    await both.getByLabel(messages('fr').editor.form.bilingual.en).fill(words);
  }
  await page.getByRole('button', { name: t.up(3) }).click();
  await inspect(page, 'sequence-edit-added');
  await page.getByRole('button', { name: t.save }).last().click();
  await page.getByRole('heading', { name: t.impact.title }).waitFor();
  await page.getByText(t.impact.lead(3)).waitFor();
  await page.getByText('Une marche samedi').waitFor();
  await inspect(page, 'sequence-impact');
  await page.getByRole('button', { name: t.impact.confirm }).click();
  await page.getByText(t.saved).waitFor();
  const [row] = await site.deps.db.$client`
    select steps -> 1 -> 'texts' -> 'fr' ->> 'subject' as subject, steps -> 1 -> 'condition' as condition
    from sequences where key = 'confirmed' and steps @> '[{"texts": {"fr": {"subject": "Une marche samedi"}}}]'`;
  expect(row?.subject).toBe('Une marche samedi');
  expect(row?.condition).toMatchObject({ conditions: [{ kind: 'language' }] });
}, 240_000);

test('a rehearsal shows each mail with its hour and its reason', async () => {
  const page = await signedIn();
  await page.goto(`${site.origin}${home}/confirmed/rehearse`);
  await page.getByLabel(t.rehearsal.firstName).fill('Zoé');
  await page.getByRole('button', { name: t.rehearsal.play }).click();
  await page.getByText(t.rehearsal.outcomes.sent).first().waitFor();
  // The first mail is shown at once, as it will look.
  const frame = page.frameLocator('iframe.mail').first();
  await frame.getByRole('heading').first().waitFor();
  await inspect(page, 'sequence-rehearsal');
  await page.getByRole('button', { name: t.rehearsal.test }).first().click();
  await page.getByText(t.rehearsal.tested('olive@example.org')).waitFor();
}, 240_000);
