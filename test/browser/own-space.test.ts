import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import riding from '../../src/imports/demo/porte-a-porte.json' with { type: 'json' };
import { messages } from '../../src/locales/index.ts';
import { addOrganizer } from '../../src/organizers/add-organizer.ts';
import { type Browser, openBrowser } from '../support/browser.ts';
import { inspect } from './inspect.ts';
import { linkOf, minute, openMail, type Site, startSite, tapLink } from './site.ts';

const { pages: t, asks, now, shifts: s, consents: c, privacy: p, mail: m } = messages('fr');
const address = 'adele@example.org';
let browser: Browser;
let site: Site;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

async function openSite(): Promise<void> {
  site = await startSite();
  await addOrganizer(site.deps, { email: 'lea@example.org', name: 'Léa Gagnon', role: 'leader' });
  await site.deps.db.$client`
    insert into teams (id, name, postal_prefixes, leader_id) select gen_random_uuid(), 'Plateau', '{H2X}', id from organizers`;
}

/** From the form to the own space, by way of the mail. `path`: the link that they came by. */
async function arrive(page: Page, email: string, path: string): Promise<Page> {
  await page.goto(path);
  await page.getByRole('textbox', { name: t.fields.firstName }).fill('Adèle');
  await page.getByRole('textbox', { name: t.fields.email }).fill(email);
  await page.getByRole('textbox', { name: t.fields.postalCode }).fill('H2X 1Y4');
  const sender = { sender: riding.settings.sender.name, partner: '' };
  await page.getByRole('checkbox', { name: c.wordings.quebec.email(sender) }).check();
  await page.getByRole('button', { name: riding.texts.fr.button }).click();
  await page.waitForURL(/\/next\//);
  await site.runDueJobs();
  site.clock.advance(minute);
  await openMail(site, email, m.confirm.headline, page);
  const space = await tapLink(page, m.confirm.button);
  await space.getByRole('button', { name: t.confirm.action }).click();
  await space.getByText(t.outcomes.confirmed).waitFor();
  return space;
}

test.each([true, false])(
  'the own space shows what somebody took on and whom they brought, and each choice holds: JavaScript %s',
  async (javaScript) => {
    await openSite();
    const look = async (page: Page, name: string) => {
      if (javaScript) await inspect(page, `own-${name}`);
    };
    const page = await arrive(await browser.newPage(site.origin, { javaScript }), address, '/porte-a-porte');
    const home = page.url().replace(/\?.*/, '');
    await look(page, 'new');

    // A seat, and the word that they are coming.
    await page.getByRole('button', { name: new RegExp(riding.shifts[0]?.texts.fr.title ?? '') }).click();
    await page.getByText(t.outcomes.booked).waitFor();
    await page.getByRole('link', { name: s.confirm.action }).click();
    await look(page, 'coming');
    await page.getByRole('button', { name: s.confirm.action }).click();
    await page.getByText(t.outcomes.coming).waitFor();
    await page.getByText(s.confirm.done).waitFor();
    await page.getByRole('link', { name: new RegExp(`^${s.ticket.link}`) }).click();
    await page.getByRole('img', { name: s.ticket.alt }).waitFor();
    await look(page, 'ticket');

    // A promise, and that it was kept.
    await page.goto(`${home}?ask=pledge`);
    await page.getByRole('radio', { name: /^40\s/ }).check();
    await page.getByRole('button', { name: asks.pledge.button }).click();
    await page.getByText(t.outcomes['pledge-made']).waitFor();
    await page.getByRole('button', { name: t.pledge.done, exact: true }).click();
    await page.getByText(t.outcomes['pledge-kept']).waitFor();
    await page.getByText(t.pledge.kept).waitFor();

    // The link brings somebody, who is counted once they have confirmed, and not named.
    const link = await page.getByRole('textbox', { name: t.share.link }).inputValue();
    expect(new URL(link).origin).toBe(site.origin);
    await arrive(await browser.newPage(site.origin, { javaScript }), 'bob@example.org', link);
    await page.goto(home);
    await page.getByText(asks.recruits(1)).waitFor();
    expect(await page.getByText('bob@example.org').count()).toBe(0);

    await page.getByText('Plateau').waitFor();
    await page.getByText(now.ledBy('Léa Gagnon')).waitFor();
    await look(page, 'full');

    await takeCopy(page);
    await choose(page, look);
    await leaveAndErase(page, home, look);
    await site.close();
  },
  180_000,
);

async function takeCopy(page: Page): Promise<void> {
  await page.getByRole('link', { name: t.space.data }).click();
  await page.getByRole('heading', { level: 1, name: p.copy.ownTitle }).waitFor();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: p.copy.download }).click(),
  ]);
  const copy = await readFile(await download.path(), 'utf8');
  expect(copy).toContain(address);
  expect(copy).not.toContain('bob@example.org');
  await page.getByRole('link', { name: c.own.back }).click();
}

/** The language, of the pages and of what comes by mail; and one purpose is taken back by itself. */
async function choose(page: Page, look: (page: Page, name: string) => Promise<void>): Promise<void> {
  await page.getByRole('link', { name: messages('fr').forms.space.preferences }).click();
  await look(page, 'preferences');
  await page.getByRole('button', { name: now.languages.en }).click();
  await page.getByText(messages('en').pages.outcomes.language).waitFor();
  expect(await page.locator('html').getAttribute('lang')).toMatch(/^en/);
  await look(page, 'english');
  await page.getByRole('button', { name: now.languages.fr }).click();
  await page.getByText(t.outcomes.language).waitFor();
  await page.getByRole('button', { name: c.own.withdrawNamed(c.own.channels.email) }).click();
  await page.getByText(c.own.withdrawn).waitFor();
  await page.getByText(c.own.empty).waitFor();
  await look(page, 'preferences-withdrawn');
  const waiting = await site.deps.db.$client`
    select count(*)::int as count from messages m join contacts on contacts.id = m.contact_id
    where email = ${address} and state = 'queued' and exists (select from enrolments where id = m.subject_id)`;
  site.clock.advance(3 * 24 * 60 * minute);
  await site.runDueJobs();
  const gone = await site.deps.db.$client`
    select from messages m join contacts on contacts.id = m.contact_id
    where email = ${address} and m.state = 'sent' and m.sent_at > ${new Date(site.clock.now().getTime() - minute).toISOString()}
      and exists (select from enrolments where id = m.subject_id)`;
  expect(gone, `of ${waiting[0]?.count} that waited`).toHaveLength(0);
  await page.getByRole('link', { name: c.own.back }).click();
}

async function leaveAndErase(page: Page, home: string, look: (page: Page, name: string) => Promise<void>) {
  const leaving = await linkOf(page, t.space.leave);
  await page.goto(leaving);
  await look(page, 'leave');
  await page.getByRole('button', { name: t.unsubscribe.action }).click();
  await page.getByRole('heading', { level: 1, name: t.unsubscribe.doneTitle }).waitFor();
  await look(page, 'left');
  await page.goto(home);
  await page.getByRole('link', { name: t.space.erase }).click();
  await page.getByRole('button', { name: p.own.ask }).click();
  await page.getByRole('button', { name: p.own.sure }).click();
  await page.getByRole('heading', { level: 1, name: p.own.doneTitle }).waitFor();
  await page.goto(home);
  await page.getByRole('heading', { level: 1, name: t.problems.gone.title }).waitFor();
  const left = await site.deps.db.$client`select count(*)::int as count from contacts where email = ${address}`;
  expect(left[0]?.count).toBe(0);
}
