import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { messages } from '../../src/locales/index.ts';
import { addOrganizer } from '../../src/organizers/add-organizer.ts';
import { createSignInLink } from '../../src/organizers/create-sign-in-link.ts';
import { segments } from '../../src/segments/table.ts';
import { addPeople } from '../broadcasts/crowd.ts';
import { type Browser, openBrowser } from '../support/browser.ts';
import { inspect } from './inspect.ts';
import { type Site, startSite } from './site.ts';

const { admin, broadcasts: t } = messages('fr');
let site: Site;
let browser: Browser;

beforeAll(async () => {
  site = await startSite();
  await addOrganizer(site.deps, { email: 'olive@example.org', name: 'Olive', role: 'owner' });
  await addPeople(site, 230);
  const definition = { version: 1, match: 'all', conditions: [{ kind: 'language', locale: 'fr' }] };
  await site.deps.db.insert(segments).values({ id: uuidv7(), name: 'Francophones', definition });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await site.close();
});

async function signedIn() {
  const page = await browser.newPage(site.origin, { locale: 'fr-CA' });
  await page.goto(await createSignInLink(site.deps, 'olive@example.org'));
  await page.getByRole('button', { name: admin.signIn.confirmButton }).click();
  return page;
}

test('a broadcast with two subjects goes from its draft to its result', async () => {
  const page = await signedIn();
  await page.goto('/admin/broadcasts');
  await page.getByText(t.empty).waitFor();
  await inspect(page, 'broadcasts-empty');
  await page.getByRole('button', { name: t.create.button }).click();
  await page.getByRole('heading', { name: t.edit.title }).waitFor();
  await page.getByLabel(t.edit.audience).selectOption({ label: 'Francophones' });
  const french = (name: string) => page.locator(`[name="fr.${name}"]`);
  await french('subject').fill('Samedi, on sort');
  await french('body').fill('Bonjour {firstName},\n\nSamedi à 10 h, on cogne aux portes. Il reste des places.');
  await french('action').fill('Choisir ma plage');
  await page.getByLabel(t.edit.comparesSubjects).check();
  await page.getByLabel(t.edit.testShare).fill('5');
  await page.getByRole('button', { name: t.edit.save }).click();
  await page.getByText(t.edit.wrong).waitFor();
  await inspect(page, 'broadcast-edit-wrong');
  await page.getByLabel(t.edit.testShare).fill('100');
  await page.getByRole('button', { name: t.edit.save }).click();
  await page.getByRole('heading', { name: t.faults.title }).waitFor();
  await inspect(page, 'broadcast-lacks');
  await page.getByRole('link', { name: t.edit.link }).click();
  await french('subjectB').fill('Deux heures samedi ?');
  await page.getByRole('button', { name: t.preview.link }).click();
  const frame = page.frameLocator('iframe');
  await frame.getByText('Bonjour Camille').last().waitFor();
  await inspect(page, 'broadcast-preview', { axe: false });
  await page.getByRole('link', { name: `${t.edit.languages.fr}, ${t.preview.subject('B')}` }).click();
  await frame.getByRole('heading', { name: 'Deux heures samedi ?' }).waitFor();
  await page.getByRole('link', { name: 'Samedi, on sort' }).click();
  await page.getByRole('button', { name: t.test.button }).click();
  await page.getByText(t.test.sent).waitFor();
  await inspect(page, 'broadcast-draft');
  await page.getByRole('link', { name: t.send.link }).click();
  await page.getByRole('radio', { name: t.send.local }).check();
  await inspect(page, 'broadcast-send');
  await page.getByRole('radio', { name: t.send.now }).check();
  await page.getByLabel(t.send.type('230')).fill('23');
  await page.getByRole('button', { name: t.send.button(t.send.crowd('230', false)) }).click();
  await page.getByText(t.send.wrong('230')).waitFor();
  await inspect(page, 'broadcast-send-wrong');
  await page.getByLabel(t.send.type('230')).fill('230');
  await page.getByRole('button', { name: t.send.button(t.send.crowd('230', false)) }).click();
  await page.getByText(t.states.scheduled).first().waitFor();
  await site.runDueJobs();
  await page.reload();
  await page.getByText(t.states.running).first().waitFor();
  await page.getByRole('button', { name: t.run.pause }).click();
  await page.getByText(t.states.paused).first().waitFor();
  await inspect(page, 'broadcast-paused');
  await page.getByRole('button', { name: t.run.resume }).click();
  await page.getByText(t.states.running).first().waitFor();
  const { db } = site.deps;
  await db.$client`
    insert into bookings (id, shift_id, contact_id, campaign_id, locale, state, created_at, changed_at)
    select gen_random_uuid(), shifts.id, r.contact_id, m.campaign_id, 'fr', 'booked', m.sent_at, m.sent_at
    from broadcast_recipients r join messages m on m.subject_id = r.id
      join lateral (select id from shifts where campaign_id = m.campaign_id limit 1) as shifts on true
    where r.variant = 'b' and m.state = 'sent' limit 40`;
  site.clock.advance(61_000);
  await site.runDueJobs();
  await page.reload();
  await page.getByText(t.states.done).first().waitFor();
  await page.getByText(/^B fait mieux, de \d+,\d à \d+,\d points\.$/).waitFor();
  await inspect(page, 'broadcast-done');
  await page.goto('/admin/broadcasts');
  await inspect(page, 'broadcasts');
  const gone =
    await db.$client`select subject, count(*)::int as count from messages where name = 'broadcast' group by 1`;
  expect(gone.map(({ count }) => count)).toEqual([115, 115]);
}, 240_000);

test('who saves over another one’s changes is shown them first', async () => {
  const [one, other] = [await signedIn(), await signedIn()];
  await one.goto('/admin/broadcasts');
  await one.getByRole('button', { name: t.create.button }).click();
  await one.getByRole('heading', { name: t.edit.title }).waitFor();
  await other.goto(one.url());
  await one.locator('[name="fr.subject"]').fill('Le premier');
  await one.getByRole('button', { name: t.edit.save }).click();
  await one.getByRole('heading', { name: 'Le premier' }).waitFor();
  await other.locator('[name="fr.subject"]').fill('Le second');
  await other.getByRole('button', { name: t.edit.save }).click();
  await other.getByText('Le premier').waitFor();
  await inspect(other, 'broadcast-conflict');
  await other.getByRole('button', { name: t.edit.save }).click();
  await other.getByRole('heading', { name: 'Le second' }).waitFor();
}, 240_000);
