import { afterAll, beforeAll, expect, test } from 'vitest';
import riding from '../../src/imports/demo/porte-a-porte.json' with { type: 'json' };
import { messages } from '../../src/locales/index.ts';
import { type Browser, openBrowser } from '../support/browser.ts';
import { inspect } from './inspect.ts';
import { addPerson } from './people.ts';
import { type Site, startSite } from './site.ts';

const { now: t, pages } = messages('fr');
const [calls, invitations] = riding.settings.quickTasks.map(({ texts }) => texts.fr);
let browser: Browser;
let site: Site;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

test.each([true, false])(
  'whoever has half an hour gets one thing to do, another where that does not suit, and tells it in two taps: JavaScript %s',
  async (javaScript) => {
    site = await startSite();
    const { space, contactId } = await addPerson(site, 'fr', { email: 'ada@example.org', firstName: 'Ada' });
    const page = await browser.newPage(site.origin, { javaScript });
    await page.goto(space);
    await page.getByRole('link', { name: t.title }).first().click();
    await page.getByRole('heading', { level: 1, name: t.title }).waitFor();
    if (javaScript) await inspect(page, 'now');
    expect(await kinds(contactId), 'looking says nothing').not.toContain('time.offered');
    await page.getByRole('button', { name: t.button }).click();
    await page.getByRole('heading', { level: 1, name: calls?.title ?? '' }).waitFor();
    expect(await page.getByRole('link', { name: calls?.action ?? '' }).getAttribute('href')).toMatch(/^https:/);
    if (javaScript) await inspect(page, 'now-calls');
    await page.getByRole('textbox', { name: t.calls }).fill('3');
    await page.getByRole('button', { name: t.done }).click();
    await page.getByText(pages.outcomes['task-done']).waitFor();

    // What was done less often comes next.
    await page.getByRole('link', { name: t.title }).first().click();
    await page.getByRole('button', { name: t.button }).click();
    await page.getByRole('heading', { level: 1, name: invitations?.title ?? '' }).waitFor();
    await page.getByRole('textbox', { name: pages.share.link }).waitFor();
    if (javaScript) await inspect(page, 'now-invitations');

    // A shift that begins soon comes before all.
    const soon = new Date(site.clock.now().getTime() + 3 * 3_600_000).toISOString();
    await site.deps.db.$client`
      update shifts set starts_at = ${soon}, ends_at = ${soon}::timestamptz + interval '2 hours'
      where key = 'sortie-marche' and campaign_id = (select id from campaigns where slug = 'porte-a-porte')`;
    await page.getByRole('button', { name: t.again }).click();
    await page.waitForURL((url) => url.search !== '' && !url.search.includes('deux-invitations'));
    await page.goto(`${space}/now`);
    await page.getByRole('button', { name: t.button }).click();
    await page.getByRole('heading', { level: 1, name: t.shift }).waitFor();
    if (javaScript) await inspect(page, 'now-shift');
    await page.getByRole('button', { name: new RegExp(`^${pages.shift.book}`) }).click();
    await page.getByText(pages.outcomes.booked).waitFor();
    const told = await site.deps.db.$client`select kind, task, count from reports`;
    expect(told.map((row) => ({ ...row }))).toEqual([{ kind: 'quick-task', task: 'trois-appels', count: 3 }]);
    await site.close();
  },
  120_000,
);

async function kinds(contactId: string): Promise<unknown[]> {
  const rows = await site.deps.db.$client`select kind from activities where contact_id = ${contactId}`;
  return rows.map(({ kind }) => kind);
}
