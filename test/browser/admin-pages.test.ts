import { sql } from 'drizzle-orm';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, test } from 'vitest';
import riding from '../../src/imports/demo/porte-a-porte.json' with { type: 'json' };
import { campaignFile } from '../../src/imports/form.ts';
import { importCampaign } from '../../src/imports/import-campaign.ts';
import { type Locale, locales, messages } from '../../src/locales/index.ts';
import { listMails } from '../../src/mail/queries.ts';
import { addOrganizer } from '../../src/organizers/add-organizer.ts';
import { createSignInLink } from '../../src/organizers/create-sign-in-link.ts';
import { type Browser, openBrowser } from '../support/browser.ts';
import { post } from '../support/forms.ts';
import { inspect } from './inspect.ts';
import { addPerson, book, makePast, type Person } from './people.ts';
import { type Site, startSite } from './site.ts';

const address = 'olive@example.org';
let browser: Browser;
/** One that is busy, and one where nothing has happened yet. */
let site: Site;
let empty: Site;
let regular: Person;
let giver: Person;
let mailId: string;

beforeAll(async () => {
  browser = await openBrowser();
  empty = await startSite({ demo: false });
  site = await startSite();
  await addOrganizer(site.deps, { email: address, name: 'Olive Tremblay-Lavoie', role: 'owner' });
  // Not by the verb, whose entry in the audit log nobody can take out again.
  await empty.deps.db.execute(
    sql`insert into organizers (id, name, email, role, email_verified) values ('o', 'Olive', ${address}, 'owner', true)`,
  );
  await fill();
});
afterAll(async () => {
  await browser.close();
  await site.close();
  await empty.close();
});

/** A few weeks of a campaign: more people than fit on a page, one with all that there can be, and some trouble. */
async function fill(): Promise<void> {
  const { app, deps } = site;
  const texts = { fr: { ...riding.texts.fr, title: 'Brouillon' } };
  const draft = campaignFile.parse({ ...riding, texts, slug: 'brouillon', status: 'draft' });
  await deps.db.transaction((tx) => importCampaign(tx, draft, site.clock.now()));
  for (let number = 1; number <= 52; number += 1) {
    await addPerson(site, number % 3 ? 'fr' : 'en', { email: `person.${number}@example.org`, firstName: 'Zoé' });
  }
  regular = await addPerson(site, 'fr', {
    email: 'une.adresse.vraiment.interminable.qui.ne.finit.pas@sous-domaine.example.org',
    firstName: 'Wolfeschlegelsteinhausenbergerdorff-Marie-Élisabeth',
    phone: '514 555-0123',
    availability: 'evenings',
  });
  giver = await addPerson(site, 'en', { email: 'giver@example.org', slug: 'paniers-solidaires', amount: '50' });
  await post(app, regular.confirm, {});
  const attended = await book(site, regular, 'sortie-marche');
  await book(site, regular, 'soupe-equipe');
  const given = await book(site, regular, 'sortie-riviere');
  await post(app, `${regular.space}/bookings/${given}/cancel`, {});
  await makePast(site, 'sortie-marche');
  await post(app, `${regular.space}/bookings/${attended}/report`, { answer: 'attended', count: '30' });
  await site.runDueJobs();
  await post(app, giver.leave, {});
  await post(app, '/fr/porte-a-porte/signups', { website: 'https://example.org' });
  await deps.refusals.flush();
  await deps.db.execute(sql`
    update signups set created_at = created_at - (numbered.n % 20) * interval '1 day'
    from (select id, row_number() over (order by id) as n from signups) as numbered where numbered.id = signups.id`);
  // Most confirm, some take a seat, fewer come, as it is.
  await deps.db.execute(sql`
    update contacts set confirmed_at = contacts.created_at
    from (select id, row_number() over (order by id) as n from contacts where email like 'person.%') numbered
    where numbered.id = contacts.id and n % 4 < 3`);
  await deps.db.execute(sql`
    insert into bookings (id, shift_id, contact_id, campaign_id, locale, state, created_at, changed_at)
    select gen_random_uuid(), shifts.id, numbered.id, shifts.campaign_id, 'fr',
      case when n % 3 = 0 then 'attended' else 'booked' end, now(), now()
    from shifts, (select id, row_number() over (order by id) as n from contacts where email like 'person.%') numbered
    where shifts.key = 'sortie-marche' and n % 4 = 1`);
  await deps.db.execute(sql`
    insert into page_views (campaign_id, day, via, source, count)
    select id, current_date - days, 'link', 'facebook', 40 + 13 * (days % 5)
    from campaigns, generate_series(0, 20) days where slug = 'porte-a-porte'`);
  await deps.db.execute(sql`
    update messages set state = 'failed', reason = '550 5.1.1 no such user'
    where id in (select id from messages where state = 'sent' order by id limit 2)`);
  mailId = (await listMails(deps.db, { limit: 100 })).find(({ to }) => to.startsWith('une.adresse'))?.id ?? '';
}

type Place = { path: () => string; at?: () => Site };

/** Pages behind the sign-in. */
const inside: Record<string, Place> = {
  home: { path: () => '/admin' },
  'home-empty': { path: () => '/admin', at: () => empty },
  numbers: { path: () => '/admin/campaigns/porte-a-porte/numbers' },
  'numbers-seen': { path: () => '/admin/campaigns/porte-a-porte/numbers?step=seen' },
  'numbers-empty': { path: () => '/admin/campaigns/brouillon/numbers' },
  sources: { path: () => '/admin/campaigns/porte-a-porte/sources' },
  contacts: { path: () => '/admin/contacts' },
  'contacts-campaign': { path: () => '/admin/contacts?campaign=paniers-solidaires' },
  'contacts-not-found': { path: () => '/admin/contacts?q=personne' },
  'contacts-empty': { path: () => '/admin/contacts', at: () => empty },
  contact: { path: () => `/admin/contacts/${regular.contactId}` },
  'contact-left': { path: () => `/admin/contacts/${giver.contactId}` },
  'contact-missing': { path: () => '/admin/contacts/0198c0de-0000-7000-8000-000000000000' },
  mailbox: { path: () => '/admin/mailbox' },
  'mailbox-empty': { path: () => '/admin/mailbox', at: () => empty },
  mail: { path: () => `/admin/mailbox/${mailId}` },
  'mail-text': { path: () => `/admin/mailbox/${mailId}?view=text` },
  'mail-missing': { path: () => '/admin/mailbox/none' },
  audit: { path: () => '/admin/audit' },
  wordings: { path: () => '/admin/campaigns/porte-a-porte' },
  'wordings-gaps': { path: () => '/admin/campaigns/brouillon' },
  'audit-empty': { path: () => '/admin/audit', at: () => empty },
};

/** Pages before it. */
const outside: Record<string, (page: Page) => Promise<unknown>> = {
  'sign-in': (page) => page.goto('/admin/sign-in'),
  'sign-in-ended': (page) => page.goto('/admin/contacts'),
  'sign-in-wrong-address': async (page) => {
    await page.goto('/admin/sign-in');
    await page.evaluate("document.querySelector('form').noValidate = true");
    await page.locator('[name=email]').fill('olive@');
    await page.locator('[method=post] [type=submit]').click();
    await page.locator('[aria-invalid=true]').waitFor();
  },
  'sign-in-too-many': async (page) => {
    for (let times = 0; times < 6; times += 1) {
      await page.goto('/admin/sign-in');
      await page.locator('[name=email]').fill('often@example.org');
      await page.locator('[method=post] [type=submit]').click();
      await page.locator('[role=status]:visible, [role=alert]:visible').waitFor();
    }
    await page.getByRole('alert').waitFor();
  },
  'sign-in-sent': (page) => page.goto('/admin/sign-in?sent=1'),
  'sign-in-link': async (page) => page.goto(await createSignInLink(site.deps, address)),
  'sign-in-used': async (page) => {
    await page.goto('/admin/sign-in/QWERTYUIOPASDFGHJKLZXCVBNMQWERTY');
    await page.locator('main [type=submit]').click();
    await page.getByRole('alert').waitFor();
  },
};

describe.each(locales)('for organizers, in %s, small and wide, light and dark, nothing is wrong with', (locale) => {
  const look = { axe: locale === 'fr' };

  test.each(Object.entries(inside))('%s', async (name, { path, at = () => site }) => {
    const page = await signedIn(at(), locale);
    await page.goto(path());
    await inspect(page, `admin-${name}-${locale}`, look);
  });

  test.each(Object.entries(outside))('%s', async (name, open) => {
    const page = await browser.newPage(site.origin, { locale: `${locale}-CA` });
    await open(page);
    await inspect(page, `admin-${name}-${locale}`, look);
  });
});

async function signedIn(at: Site, locale: Locale): Promise<Page> {
  const page = await browser.newPage(at.origin, { locale: `${locale}-CA` });
  await page.goto(await createSignInLink(at.deps, address));
  await page.getByRole('button', { name: messages(locale).admin.signIn.confirmButton }).click();
  await page.waitForURL(/\/admin$/);
  return page;
}
