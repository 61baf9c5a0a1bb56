import { sql } from 'drizzle-orm';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { spaceUrl } from '../../src/http/links.ts';
import { addOrganizer } from '../../src/organizers/add-organizer.ts';
import { createSignInLink } from '../../src/organizers/create-sign-in-link.ts';
import { findDuplicates } from '../../src/privacy/find-duplicates.ts';
import { addEverything, makePlace, type Person } from '../privacy/everything.ts';
import { type Browser, openBrowser } from '../support/browser.ts';
import { inspect } from './inspect.ts';
import { type Site, startSite } from './site.ts';

const address = 'olive@example.org';
let browser: Browser;
let site: Site;
let ada: Person;
let twin: Person;
let campaignId: string;

beforeAll(async () => {
  browser = await openBrowser();
  site = await startSite();
  await addOrganizer(site.deps, { email: address, name: 'Olive Tremblay-Lavoie', role: 'owner' });
  const [campaign] = await site.deps.db.execute<{ id: string }>(
    sql`select c.id from campaigns c where exists (select from shifts where campaign_id = c.id) and status = 'live' order by id limit 1`,
  );
  campaignId = campaign?.id ?? '';
  const place = await makePlace(site.deps, campaignId);
  ada = await addEverything(site.deps, place, 'adelaide');
  twin = await addEverything(site.deps, place, 'adelaide-lovelace');
  await site.deps.db.execute(sql`
    update contacts set phone = '+15145550100', first_name = 'Adélaïde', last_name = 'Lafleur-Tremblay', first_folded = 'adelaide',
      last_folded = 'lafleur-tremblay', postal_code = 'H2X 1Y4', availability = '{evenings}' where first_name <> ''`);
  await findDuplicates(site.deps.db, site.clock.now());
});
afterAll(async () => {
  await browser.close();
  await site.close();
});

async function signedIn(javaScript = true): Promise<Page> {
  const page = await browser.newPage(site.origin, { javaScript, width: 1280, height: 800 });
  await page.goto(await createSignInLink(site.deps, address));
  await page.getByRole('button').last().click();
  await page.waitForURL('**/admin');
  return page;
}

describe('one person, once', () => {
  test('duplicates, merging and undoing read well at every width', async () => {
    const page = await signedIn();
    await page.goto('/admin/duplicates');
    await inspect(page, 'privacy-duplicates');
    await page.goto(`/admin/contacts/${ada.id}`);
    await page.getByRole('link', { name: 'Réunir avec une autre fiche' }).click();
    await inspect(page, 'privacy-choose');
    await page
      .getByRole('link', { name: /^Comparer avec/ })
      .first()
      .click();
    await inspect(page, 'privacy-compare');
  });

  test('two contacts are merged and parted by keyboard alone, without scripts', async () => {
    const page = await signedIn(false);
    await page.goto(`/admin/contacts/${ada.id}/merge?with=${twin.id}`);
    await page.getByRole('radio').first().focus();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('button', { name: 'Réunir les deux fiches' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('status').waitFor();
    await page.goto(`/admin/contacts/${ada.id}`);
    expect(await page.getByText(twin.email).count()).toBeGreaterThan(0);
    await page.goto(`/admin/contacts/${ada.id}/merge`);
    await page.getByRole('button', { name: 'Annuler cette réunion' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('les deux fiches sont de retour').waitFor();
  });

  test('erasing, the copy and retention read well at every width', async () => {
    const page = await signedIn();
    await page.goto(`/admin/contacts/${ada.id}/erase`);
    await inspect(page, 'privacy-erase');
    await page.goto(`/admin/contacts/${ada.id}/copy`);
    await inspect(page, 'privacy-copy');
    await page.goto('/admin/retention');
    await inspect(page, 'privacy-retention');
    await page
      .getByRole('link', { name: /^Régler/ })
      .first()
      .click();
    await page.getByRole('button', { name: 'Enregistrer la règle' }).click();
    await page.getByRole('button', { name: 'Voir qui serait effacé aujourd’hui' }).click();
    await page.getByText(/^Essai du/).waitFor();
    await inspect(page, 'privacy-rule');
  });

  test('a person’s own copy and the way out read well, and lead out', async () => {
    const page = await browser.newPage(site.origin);
    const links = { baseUrl: '', secret: site.deps.config.secret };
    const link = spaceUrl(links, { contactId: twin.id, campaignId, since: site.clock.now() });
    await page.goto(link);
    await page.getByRole('link', { name: 'Obtenir une copie de mes renseignements' }).click();
    await inspect(page, 'privacy-own-copy');
    await page.goto(`${link}/erase`);
    await inspect(page, 'privacy-own-erase');
    await page.getByRole('button', { name: 'Effacer mes renseignements' }).click();
    await inspect(page, 'privacy-own-sure');
    await page.getByRole('button', { name: 'Oui, effacer tout' }).click();
    await page.getByText('C’est effacé').waitFor();
  });
});
