import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import riding from '../../src/imports/demo/porte-a-porte.json' with { type: 'json' };
import { messages } from '../../src/locales/index.ts';
import { bookShift } from '../../src/shifts/book-shift.ts';
import { type Browser, openBrowser } from '../support/browser.ts';
import { inspect } from './inspect.ts';
import { addPerson, type Person } from './people.ts';
import { openMail, type Site, startSite, tapLink } from './site.ts';

const { pages: t, shifts: s, mail: m } = messages('fr');
const title = riding.shifts[1]?.texts.fr.title ?? '';
/** Everything that lasts beyond the longest hold, and no shift. */
const overnight = 24 * 3_600_000;
let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

type Scene = { site: Site; seated: Person; seatId: string; waiting: Person[] };

/** The evening of calls with its last seat taken, and people who want one. */
async function gather(names: string[]): Promise<Scene> {
  const site = await startSite();
  const [shift] = await site.deps.db.$client<{ id: string; campaignId: string }[]>`
    update shifts set seats = 1 from campaigns c
    where c.id = campaign_id and key = 'soiree-appels' and slug = 'porte-a-porte' returning shifts.id, campaign_id as "campaignId"`;
  if (!shift) throw new Error('there is no such shift');
  const seated = await addPerson(site, 'fr', { email: 'assise@example.org' });
  const request = { shiftId: shift.id, campaignId: shift.campaignId, contactId: seated.contactId };
  const seat = await site.deps.db.transaction((tx) =>
    bookShift(tx, { ...request, locale: 'fr', at: site.clock.now() }),
  );
  if (!seat.ok) throw new Error(seat.reason);
  const waiting: Person[] = [];
  for (const name of names)
    waiting.push(await addPerson(site, 'fr', { email: `${name.toLowerCase()}@example.org`, firstName: name }));
  await site.runDueJobs();
  return { site, seated, seatId: seat.bookingId, waiting };
}

async function joinList(page: Page, { space }: Person): Promise<void> {
  await page.goto(space);
  await page.getByRole('button', { name: new RegExp(`^${s.wait.join}.*${title}`) }).click();
  await page.getByText(t.outcomes.waiting).waitFor();
}

async function giveSeatBack(page: Page, { site, seated, seatId }: Scene): Promise<void> {
  await page.goto(`${seated.space}/bookings/${seatId}/cancel`);
  await page.getByRole('button', { name: t.cancel.action }).click();
  await page.getByText(t.outcomes.cancelled).waitFor();
  await site.runDueJobs();
}

/** From the mail that offers the seat to the page of the offer. */
async function followOffer(mail: Page, site: Site, to: string, name?: string): Promise<Page> {
  await openMail(site, to, m.seatOffer.headline, mail);
  if (name !== undefined) await inspect(mail, name, { isMail: true });
  return await tapLink(mail, m.seatOffer.button);
}

test.each([true, false])(
  'a full shift is waited for, a cancellation offers its seat by mail, and it is taken: JavaScript %s',
  async (javaScript) => {
    const scene = await gather(['Aline', 'Basile']);
    const { site, waiting } = scene;
    const [aline, basile] = waiting;
    if (!aline || !basile) throw new Error('nobody waits');
    const page = await browser.newPage(site.origin, { javaScript });
    const other = await browser.newPage(site.origin, { javaScript });
    await joinList(page, aline);
    await page.getByText(s.wait.first).waitFor();
    if (javaScript) await inspect(page, 'wait-first');
    await joinList(other, basile);
    await other.getByText(s.wait.before(1)).waitFor();

    await giveSeatBack(await browser.newPage(site.origin, { javaScript }), scene);
    await page.goto(aline.space);
    await page.getByRole('link', { name: s.wait.see }).waitFor();
    if (javaScript) await inspect(page, 'wait-held');
    const offer = await followOffer(page, site, 'aline@example.org', javaScript ? 'wait-mail' : undefined);
    await offer.getByRole('heading', { level: 1, name: s.wait.offerTitle }).waitFor();
    if (javaScript) await inspect(offer, 'wait-offer');
    await offer.getByRole('button', { name: s.wait.take }).click();
    await offer.getByText(t.outcomes.booked).waitFor();
    await offer.getByText(t.shift.booked, { exact: true }).waitFor();
    await site.runDueJobs();
    await openMail(site, 'aline@example.org', m.booking.headline, page);
    // The other waits on, and has been offered nothing.
    await expect(openMail(site, 'basile@example.org', m.seatOffer.headline, other)).rejects.toThrow();
    await other.goto(basile.space);
    await other.getByText(s.wait.first).waitFor();
    await site.close();
  },
  120_000,
);

test('a seat that is not taken in time goes to the next, and the late one may wait again', async () => {
  const scene = await gather(['Aline', 'Basile']);
  const { site, waiting } = scene;
  const [aline, basile] = waiting;
  if (!aline || !basile) throw new Error('nobody waits');
  const page = await browser.newPage(site.origin);
  const other = await browser.newPage(site.origin);
  await joinList(page, aline);
  await joinList(other, basile);
  await giveSeatBack(await browser.newPage(site.origin), scene);
  const offer = await followOffer(page, site, 'aline@example.org');
  site.clock.advance(overnight);
  await site.runDueJobs();

  // The page is open still: its button comes too late.
  await offer.getByRole('button', { name: s.wait.take }).click();
  await offer.getByText(t.outcomes['hold-over']).waitFor();
  await inspect(offer, 'wait-too-late');
  const late = await followOffer(page, site, 'aline@example.org');
  await late.getByRole('heading', { level: 1, name: s.wait.lateTitle }).waitFor();
  await inspect(late, 'wait-late');
  const next = await followOffer(other, site, 'basile@example.org');
  await next.getByRole('button', { name: s.wait.take }).click();
  await next.getByText(t.outcomes.booked).waitFor();

  await joinList(page, aline);
  await page.getByRole('button', { name: new RegExp(`^${s.wait.leave}`) }).click();
  await page.getByText(t.outcomes['wait-left']).waitFor();
  const seats = await site.deps.db.$client`select booked, held from shifts where seats = 1`;
  expect(seats.map((row) => ({ ...row }))).toEqual([{ booked: 1, held: 0 }]);
  await site.close();
}, 240_000);

test('who passes hands the seat on at once', async () => {
  const scene = await gather(['Aline', 'Basile']);
  const { site, waiting } = scene;
  const [aline, basile] = waiting;
  if (!aline || !basile) throw new Error('nobody waits');
  const page = await browser.newPage(site.origin);
  await joinList(page, aline);
  await joinList(page, basile);
  await giveSeatBack(page, scene);
  const offer = await followOffer(page, site, 'aline@example.org');
  await offer.getByRole('button', { name: s.wait.pass }).click();
  await offer.getByText(t.outcomes['wait-left']).waitFor();
  await site.runDueJobs();
  const next = await followOffer(page, site, 'basile@example.org');
  await next.getByRole('button', { name: s.wait.take }).waitFor();
  await site.close();
}, 240_000);
