import { afterAll, beforeAll, expect, test } from 'vitest';
import riding from '../../src/imports/demo/porte-a-porte.json' with { type: 'json' };
import { type Locale, messages } from '../../src/locales/index.ts';
import { closeGate } from '../../src/mail/gate.ts';
import { addOrganizer } from '../../src/organizers/add-organizer.ts';
import { createSignInLink } from '../../src/organizers/create-sign-in-link.ts';
import { type Browser, openBrowser } from '../support/browser.ts';
import { inspect } from './inspect.ts';
import { addPerson } from './people.ts';
import { type Site, startSite } from './site.ts';

const stopped = 'Resend: 401 restricted_api_key This API key is restricted to only send emails';
let browser: Browser;
let site: Site;
beforeAll(async () => {
  browser = await openBrowser();
  site = await startSite();
  await addOrganizer(site.deps, { email: 'olive@example.org', name: 'Olive', role: 'owner' });
});
afterAll(async () => {
  await browser.close();
  await site.close();
});

async function signedIn(locale: Locale, javaScript = true) {
  const page = await browser.newPage(site.origin, { locale: `${locale}-CA`, javaScript });
  await page.goto(await createSignInLink(site.deps, 'olive@example.org'));
  await page.getByRole('button', { name: messages(locale).admin.signIn.confirmButton }).click();
  await page.waitForURL(/\/admin$/);
  await page.goto('/admin/delivery');
  return page;
}

/** Some days of mails, failures of several kinds, and a campaign that the guard has paused. */
async function fill(): Promise<void> {
  for (const name of ['ada', 'zoe']) await addPerson(site, 'fr', { email: `${name}@example.org` });
  const sql = site.deps.db.$client;
  await sql`
    insert into delivery_counts (day, campaign_id, state, count)
    select current_date - n, c.id, state, count * (n + 1) from campaigns c, generate_series(0, 9) n,
      (values ('sent', 412), ('delivered', 398), ('bounced', 31), ('complained', 2)) as one(state, count)
    on conflict do nothing`;
  const reasons = [
    'may-have-gone: no-answer',
    'no words in any language it could be in',
    'Resend: 422 validation_error Invalid `to` field. The email address needs to follow the `email@example.com` format.',
    `Resend: 500 application_error ${'x'.repeat(120)}`,
  ];
  await sql`
    insert into messages (id, contact_id, campaign_id, name, subject_id, locale, state, reason, due_at, created_at)
    select gen_random_uuid(), (select id from contacts limit 1), (select id from campaigns limit 1), 'welcome',
      gen_random_uuid(), 'fr', 'failed', reason, now(), now()
    from jsonb_array_elements_text(${JSON.stringify(reasons)}::text::jsonb) as reason, generate_series(1, 3)`;
  await sql`
    insert into campaign_pauses (campaign_id, paused_at, reason, sent, counted)
    select id, now(), 'bounces', 412, 31 from campaigns where slug = 'loyers-justes'`;
  await closeGate(site.deps.db, new Date(site.clock.now().getTime() + 300_000), stopped);
}

test('what mails are doing reads well, empty and full', async () => {
  const page = await signedIn('fr');
  const t = messages('fr').delivery;
  await page.getByText(t.noDay).waitFor();
  await inspect(page, 'delivery-empty');
  await fill();
  for (const locale of ['fr', 'en'] as const) {
    const other = await signedIn(locale);
    await other.getByText(stopped).waitFor();
    await inspect(other, `delivery-${locale}`);
  }
}, 240_000);

test.each([true, false])(
  'a campaign is paused and set going again with a button: JavaScript %s',
  async (javaScript) => {
    const t = messages('fr').delivery;
    const page = await signedIn('fr', javaScript);
    const title = riding.texts.fr.title;
    await page.getByRole('button', { name: t.pause(title) }).click();
    await page.getByText(t.paused.organizer({ counted: 0, sent: 0 })).waitFor();
    await page.getByRole('button', { name: t.resume(title) }).click();
    await page.getByRole('button', { name: t.pause(title) }).waitFor();
    expect(await page.getByText(t.paused.organizer({ counted: 0, sent: 0 })).count()).toBe(0);
  },
  60_000,
);

test('what stopped everything is tried again with a button', async () => {
  const t = messages('fr').delivery;
  const page = await signedIn('fr', false);
  await page.getByRole('button', { name: t.tryAgain }).click();
  await page.getByRole('heading', { level: 1, name: t.title }).waitFor();
  expect(await page.getByText(stopped).count()).toBe(0);
}, 240_000);
