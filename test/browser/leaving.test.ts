import type { Page } from 'playwright-core';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { leaveUrl } from '../../src/http/links.ts';
import { messages } from '../../src/locales/index.ts';
import { type Browser, openBrowser } from '../support/browser.ts';
import { inspect } from './inspect.ts';
import { type Site, startSite } from './site.ts';

let browser: Browser;
let site: Site;
beforeAll(async () => {
  site = await startSite();
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await site.close();
});

/** Somebody who agreed to mail, text messages, calls and a partner; returns the link at the foot of their mails. */
async function addContact(locale: 'fr' | 'en'): Promise<string> {
  const id = uuidv7();
  const sql = site.deps.db.$client;
  await sql`insert into contacts (id, email, locale, confirmed_at) values (${id}, ${`${id}@example.org`}, ${locale}, now())`;
  await sql`
    insert into consents (id, contact_id, campaign_id, purpose, channel, subject, action, wording, locale, source, at)
    select gen_random_uuid(), ${id}, campaigns.id, given.purpose, given.channel, given.subject, 'granted', 'Oui.', ${locale}, 'confirm-page',
      now() - interval '1 day'
    from campaigns, (values ('follow-up', 'email', ''), ('follow-up', 'sms', ''), ('follow-up', 'phone', ''),
      ('sharing', 'partner', 'Clinique juridique du Faubourg')) as given(purpose, channel, subject)
    where slug = 'loyers-justes'`;
  const [campaign] = await sql`select id from campaigns where slug = 'loyers-justes'`;
  const { secret, baseUrl } = site.deps.config;
  return leaveUrl({ secret, baseUrl }, { contactId: id, campaignId: String(campaign?.id), since: site.clock.now() });
}

const looks = [
  { locale: 'fr', javaScript: true },
  { locale: 'en', javaScript: true },
  { locale: 'fr', javaScript: false },
] as const;
test.each(looks)(
  'the way out lets one choose, then leaves all of it: %o',
  async ({ locale, javaScript }) => {
    const { pages, consents } = messages(locale);
    const { unsubscribe: t } = pages;
    const { own } = consents;
    const page = await browser.newPage(site.origin, { javaScript, locale: `${locale}-CA` });
    const look = async (asked: Page, name: string) => {
      if (javaScript) await inspect(asked, `leave-${name}-${locale}`);
    };
    await page.goto(await addContact(locale));
    await look(page, 'choices');
    await page.getByRole('button', { name: own.withdrawNamed(own.channels.phone) }).click();
    await page.getByText(own.withdrawn).waitFor();
    expect(await page.getByRole('button', { name: own.withdrawNamed(own.channels.phone) }).count()).toBe(0);
    await look(page, 'one-less');
    await page.getByRole('button', { name: t.action }).click();
    await page.getByRole('heading', { level: 1, name: t.doneTitle }).waitFor();
    await look(page, 'left');
    await page.getByRole('button', { name: t.all }).click();
    await page.getByRole('heading', { level: 1, name: t.allDoneTitle }).waitFor();
    expect(await page.getByRole('button').count()).toBe(0);
    await look(page, 'all');
  },
  90_000,
);
