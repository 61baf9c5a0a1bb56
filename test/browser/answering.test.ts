import { eq, sql } from 'drizzle-orm';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contacts } from '../../src/contacts/table.ts';
import { type Locale, locales, messages } from '../../src/locales/index.ts';
import { addOrganizer } from '../../src/organizers/add-organizer.ts';
import { createSignInLink } from '../../src/organizers/create-sign-in-link.ts';
import { contactAttempts, contactClocks } from '../../src/outreach/table.ts';
import { type Browser, openBrowser } from '../support/browser.ts';
import { inspect } from './inspect.ts';
import { addPerson, book } from './people.ts';
import { type Site, startSite } from './site.ts';

const address = 'olive@example.org';
let browser: Browser;
let site: Site;
let ids: string[];

beforeAll(async () => {
  browser = await openBrowser();
  site = await startSite();
  await addOrganizer(site.deps, { email: address, name: 'Olive Tremblay', role: 'owner' });
  await addOrganizer(site.deps, { email: 'oscar@example.org', name: 'Oscar Gagné', role: 'organizer' });
  ids = [];
  for (const [number, firstName] of ['Zoé', 'Ada', 'Maïté', 'Björn', 'Wolfeschlegelsteinhausenbergerdorff'].entries()) {
    const email = `person.with.a.rather.long.name.${number}@example.org`;
    const person = await addPerson(site, 'fr', { email, firstName, phone: `514 555-01${20 + number}` });
    if (number === 0) await book(site, person, 'soupe-equipe');
    ids.push(person.contactId);
    site.clock.advance(60_000);
  }
  await site.runDueJobs();
  const [olive] = await site.deps.db.$client<{ id: string }[]>`select id from organizers where email = ${address}`;
  // All are hers; the first waits for too long, the second was tried three times.
  await site.deps.db.update(contacts).set({ ownerId: olive?.id ?? null });
  await site.deps.db.execute(sql`
    update contact_clocks set due_at = due_at - interval '80 hours', started_at = started_at - interval '80 hours'
    where contact_id = ${ids[0]}`);
  await site.deps.db.execute(sql`update contact_clocks set tries = 3 where contact_id = ${ids[1]}`);
});
afterAll(async () => {
  await browser.close();
  await site.close();
});

async function signedIn(locale: Locale, look: { javaScript?: boolean; width?: number } = {}): Promise<Page> {
  const page = await browser.newPage(site.origin, { locale: `${locale}-CA`, ...look });
  await page.goto(await createSignInLink(site.deps, address));
  await page.getByRole('button', { name: messages(locale).admin.signIn.confirmButton }).click();
  await page.waitForURL(/\/admin$/);
  return page;
}

const clockOf = async (id: string | undefined) =>
  (
    await site.deps.db
      .select()
      .from(contactClocks)
      .where(eq(contactClocks.contactId, id ?? ''))
  )[0];

test('a person is answered from the list, by keyboard alone, and a wrong key is taken back', async () => {
  const t = messages('en').outreach;
  const page = await signedIn('en', { width: 1280 });
  await page.getByRole('link', { name: `${messages('en').admin.nav.waiting} 5` }).click();
  const people = page.getByRole('list', { name: t.waiting.list }).getByRole('listitem');
  await expect.poll(() => people.count()).toBe(5);
  const call = people.first().getByRole('link', { name: `${t.attempt.call('514\u00a0555-0120')} (Zoé)` });
  expect(await call.getAttribute('href')).toBe('tel:+15145550120');
  await people.first().getByRole('link').first().focus();
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  await page.keyboard.press('c');
  await page.getByText(t.attempt.noted.called('Zoé')).waitFor();
  await expect.poll(() => people.count()).toBe(4);
  expect(await clockOf(ids[0])).toMatchObject({ ending: 'answered' });
  // On with the next one: it has the focus already.
  await expect.poll(() => page.evaluate('document.activeElement.textContent.trim()')).toBe('Ada');
  await page.getByRole('button', { name: t.attempt.takeBack }).click();
  await page.getByText(t.attempt.takenBack).waitFor();
  await expect.poll(() => people.count()).toBe(5);
  expect(await clockOf(ids[0])).toMatchObject({ ending: null, endedAt: null });
});

test('without scripts a person is answered from their page, with a note, and the next one is one tap away', async () => {
  const t = messages('fr').outreach;
  const page = await signedIn('fr', { javaScript: false });
  await page.goto(`/admin/contacts/${ids[2]}`);
  await page.getByRole('textbox', { name: t.attempt.note, exact: true }).first().fill('Rappeler samedi.');
  await page.getByRole('button', { name: t.attempt.outcomes.wrote }).click();
  await page.getByText(t.attempt.noted.wrote('Maïté')).waitFor();
  const timeline = page.getByRole('region', { name: messages('fr').admin.contact.timeline });
  await timeline.getByText('Rappeler samedi.').waitFor();
  await timeline.getByText(t.timeline.attempts.wrote, { exact: true }).waitFor();
  await page.getByRole('link', { name: t.attempt.next('Björn') }).click();
  await page.getByRole('heading', { level: 1, name: 'Björn' }).waitFor();
  // Pressed twice by an impatient thumb.
  await page.getByRole('button', { name: t.attempt.outcomes['no-answer'] }).dblclick();
  await page.getByText(t.attempt.noted['no-answer']('Björn')).waitFor();
  const tries = await site.deps.db
    .select()
    .from(contactAttempts)
    .where(eq(contactAttempts.contactId, ids[3] ?? ''));
  expect(tries).toHaveLength(1);
  expect(await clockOf(ids[3])).toMatchObject({ tries: 1, endedAt: null });
});

test('tags, notes and owner are changed where they stand', async () => {
  const t = messages('fr').outreach;
  const page = await signedIn('fr');
  await page.goto(`/admin/contacts/${ids[1]}`);
  await page.getByRole('combobox', { name: t.care.addTag }).fill('Cuisine');
  await page.getByRole('button', { name: t.care.add, exact: true }).click();
  await page.getByRole('button', { name: t.care.removeTag('Cuisine') }).waitFor();
  await page.getByText(t.notes.write).click();
  await page.getByRole('textbox', { name: t.notes.title, exact: true }).last().fill('Parle portugais.');
  await page.getByRole('region').or(page.locator('details')).getByRole('button', { name: t.notes.save }).click();
  await page
    .getByRole('region', { name: messages('fr').admin.contact.timeline })
    .getByText('Parle portugais.')
    .waitFor();
  await page.getByRole('combobox', { name: t.care.owner }).selectOption({ label: 'Oscar Gagné' });
  await page.getByRole('button', { name: t.care.save }).click();
  await page.getByText(t.timeline.to('Oscar Gagné')).first().waitFor();
  await page.getByRole('button', { name: t.care.removeTag('Cuisine') }).click();
  await page.getByText(t.timeline.activities['contact.untagged']).waitFor();
});

describe.each(locales)('in %s, small and wide, light and dark, nothing is wrong with', (locale) => {
  const look = { axe: locale === 'fr' };
  const pages: Record<string, string> = {
    waiting: '/admin/waiting',
    'waiting-all': '/admin/waiting?show=all',
    'waiting-overdue': '/admin/waiting?show=overdue',
    home: '/admin',
  };

  test.each(Object.entries(pages))('%s', async (name, path) => {
    const page = await signedIn(locale);
    await page.goto(path);
    await inspect(page, `answering-${name}-${locale}`, look);
  });

  test('a contact, those who wait and those who were answered', async () => {
    const page = await signedIn(locale);
    for (const [index, name] of ['overdue', 'tried', 'answered'].entries()) {
      await page.goto(`/admin/contacts/${ids[index]}`);
      await inspect(page, `answering-contact-${name}-${locale}`, look);
    }
  });

  test('the forms of a contact, with what is wrong beside its field', async () => {
    const page = await signedIn(locale);
    const t = messages(locale).outreach;
    await page.goto(`/admin/contacts/${ids[0]}/edit`);
    await inspect(page, `answering-edit-${locale}`, look);
    await page.locator('#email').fill('zoé@');
    await page.locator('#phone').fill('12');
    await page.getByRole('button', { name: t.edit.save }).click();
    await page.locator('[aria-invalid=true]').first().waitFor();
    await inspect(page, `answering-edit-wrong-${locale}`, look);
    await page.goto(`/admin/contacts/${ids[0]}/edit`);
    await page.locator('#lastName').fill(`Roy ${locale}`);
    await site.deps.db
      .update(contacts)
      .set({ lastName: 'Tremblay', phone: '' })
      .where(eq(contacts.id, ids[0] ?? ''));
    await page.getByRole('button', { name: t.edit.save }).click();
    await page.getByRole('alert').waitFor();
    await inspect(page, `answering-edit-conflict-${locale}`, look);
    await site.deps.db
      .update(contacts)
      .set({ lastName: '', phone: '+15145550120' })
      .where(eq(contacts.id, ids[0] ?? ''));
  });
});
