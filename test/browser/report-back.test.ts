import { afterAll, beforeAll, expect, test } from 'vitest';
import { messages } from '../../src/locales/index.ts';
import { addOrganizer } from '../../src/organizers/add-organizer.ts';
import { createSignInLink } from '../../src/organizers/create-sign-in-link.ts';
import { type Browser, openBrowser } from '../support/browser.ts';
import { inspect } from './inspect.ts';
import { addPerson, book } from './people.ts';
import { day, minute, openMail, type Site, startSite, tapLink } from './site.ts';

const { admin, pages: t, mail: m, now } = messages('fr');
let browser: Browser;
let site: Site;
beforeAll(async () => {
  browser = await openBrowser();
  site = await startSite();
  await addOrganizer(site.deps, { email: 'olive@example.org', name: 'Olive', role: 'owner' });
  for (const name of ['ada', 'zoe', 'bjorn']) {
    await book(site, await addPerson(site, 'fr', { email: `${name}@example.org`, firstName: name }), 'sortie-marche');
  }
  await site.runDueJobs();
  site.clock.advance(6 * day);
  await site.runDueJobs();
});
afterAll(async () => {
  await browser.close();
  await site.close();
});

test.each([
  ['ada', true],
  ['zoe', false],
])(
  'on a phone, the mail is opened, tapped, and tapped once more: %s, JavaScript %s',
  async (name, javaScript) => {
    const phone = await browser.newPage(site.origin, { javaScript });
    await openMail(site, `${name}@example.org`, m.reportAsk.headline, phone);
    if (javaScript) await inspect(phone, 'report-mail', { isMail: true });
    // Wide enough for a thumb, on the narrowest phone too (WCAG 2.2, 2.5.8, asks for 24 px).
    await phone.setViewportSize({ width: 360, height: 740 });
    for (const answer of [m.reportAsk.attended, m.reportAsk.missed]) {
      const box = await phone.getByRole('link', { name: answer }).boundingBox();
      expect(box?.height ?? 0).toBeGreaterThanOrEqual(44);
      expect(box?.width ?? 0).toBeGreaterThanOrEqual(200);
    }
    const page = await tapLink(phone, m.reportAsk.attended);
    await page.getByText(t.report.preset.attended).waitFor();
    expect(await reports(name), 'looking says nothing').toHaveLength(0);
    if (javaScript) await inspect(page, 'report-tapped');
    await page.setViewportSize({ width: 360, height: 740 });
    // The second tap is in sight without scrolling.
    const second = page.getByRole('button', { name: t.report.attended }).first();
    const { y = 999, height = 0 } = (await second.boundingBox()) ?? {};
    expect(y + height).toBeLessThanOrEqual(740);
    await second.click();
    await page.getByRole('heading', { level: 1, name: t.report.thanksAttended }).waitFor();
    await page.getByText(now.total(name === 'ada' ? 1 : 2, 0)).waitFor();
    if (javaScript) await inspect(page, 'report-thanks');
    expect((await reports(name)).map(({ kind }) => kind)).toEqual(['attended']);
    // The mail is tapped again, another day and by mistake: what was told stays, and it is said.
    const again = await tapLink(phone, m.reportAsk.missed);
    expect(await reports(name)).toHaveLength(1);
    await again.getByRole('heading', { level: 1 }).waitFor();
  },
  120_000,
);

test('the mail of the mailbox is opened by an organizer at a phone’s width, and its buttons work', async () => {
  const page = await browser.newPage(site.origin, {});
  await page.goto(await createSignInLink(site.deps, 'olive@example.org'));
  await page.getByRole('button', { name: admin.signIn.confirmButton }).click();
  await page.waitForURL(/\/admin$/);
  const [mail] = await site.deps.db.$client`
    select id from mailbox_mails where "to" = 'bjorn@example.org' and html like ${`%${m.reportAsk.headline}%`}`;
  await page.goto(`/admin/mailbox/${mail?.id}`);
  await page.frameLocator('iframe').getByRole('link', { name: m.reportAsk.missed }).click();
  await page.getByText(t.report.preset.missed).waitFor();
  await page.getByRole('button', { name: t.report.missed }).first().click();
  await page.getByRole('heading', { level: 1, name: t.report.thanksMissed }).waitFor();
  expect((await reports('bjorn')).map(({ kind }) => kind)).toEqual(['missed']);
  site.clock.advance(minute);
}, 240_000);

async function reports(name: string) {
  return await site.deps.db.$client<{ kind: string }[]>`
    select kind from reports r join contacts c on c.id = r.contact_id where email = ${`${name}@example.org`}`;
}
