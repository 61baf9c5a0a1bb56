import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSignInLink } from '../../src/organizers/create-sign-in-link.ts';
import { cancelBooking } from '../../src/shifts/cancel-booking.ts';
import { joinWait } from '../../src/shifts/join-wait.ts';
import { hour, joinAndConfirm, mailsOf, wait } from '../followups/inbox.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { aCampaign, addCampaign } from '../support/campaign.ts';
import { post } from '../support/forms.ts';
import { sampleMails } from './samples.ts';

/** Mails to organizers whose links lead into `/admin`, where a stranger has no way in: asked for as in samples. */
const behindSignIn = ['invitation', 'paused', 'reply-received', 'shift-lacks', 'sign-in', 'waiting'];
/** Which template the mails of a message's name are made of, where that is another. */
const templateOf: Record<string, string> = {
  welcome: 'follow-up',
  act: 'follow-up',
  pledge: 'follow-up',
  broadcast: 'follow-up',
  'shift-morning': 'shift-reminder',
};
/** What a page read may count: views of a campaign's page, and how often an address asked. They say nothing of anyone. */
const counters = ['page_views', 'rate_limits'];

let t: TestApp;
beforeAll(async () => {
  t = await startTest();
  await addCampaign(t.deps);
});
afterAll(() => t.close());

test('a scanner that opens every link of every mail, by GET and by HEAD, twice, changes nothing', async () => {
  await runJourneys();
  const mails = await mailsOf(t);
  const seen = new Set(mails.map(({ name }) => templateOf[name] ?? name));
  expect([...seen, ...behindSignIn].sort(), 'every template is looked at').toEqual(
    Object.keys(sampleMails('fr')).sort(),
  );

  const signIn = await createSignInLink(t.deps, 'owner@example.org');
  const paths = new Set([
    ...mails.flatMap(({ html, headers }) => [...linksIn(html), ...linksIn(Object.values(headers).join(' '))]),
    ...Object.values(sampleMails('fr')).flatMap((mail) => (behindSignIn.includes(mail.name) ? adminLinks(mail) : [])),
    ...(signIn ? linksIn(`"${signIn}"`) : []),
  ]);
  expect(paths.size).toBeGreaterThan(15);
  expect([...paths].some((path) => path.startsWith('/admin/sign-in/'))).toBe(true);

  const before = await digests();
  for (const path of paths) {
    for (const method of ['GET', 'HEAD', 'GET', 'HEAD']) {
      const answer = await t.app.request(path, {
        method,
        headers: { 'user-agent': 'Mozilla/5.0', 'x-forwarded-for': '203.0.113.9' },
      });
      await answer.arrayBuffer();
      expect(answer.status, `${method} ${path}`).toBeLessThan(500);
      expect(
        answer.headers.getSetCookie().filter((cookie) => /session/.test(cookie)),
        path,
      ).toEqual([]);
    }
  }
  await t.runDueJobs();
  expect(await digests()).toEqual(before);

  // The digest sees what a button behind a link does.
  const leave = [...paths].find((path) => path.startsWith('/u/')) ?? '';
  expect((await post(t.app, leave, { 'List-Unsubscribe': 'One-Click' })).status).toBeLessThan(400);
  expect(await digests()).not.toEqual(before);
});

/** Lives through what a campaign mails about, until one of each kind is in the mailbox. */
async function runJourneys(): Promise<void> {
  await t.deps.db.$client`
    insert into organizers (id, name, email, role) values ('owner', 'Maude', 'owner@example.org', 'owner')`;
  const ada = await joinAndConfirm(t);
  const bo = await joinAndConfirm(t, { email: 'bo@example.org' });
  const [shift] = await t.deps.db.$client`select id, campaign_id from shifts`;
  const shiftId = String(shift?.id);
  const campaignId = String(shift?.campaign_id);
  for (const space of [ada, bo]) expect((await post(t.app, `${space}/bookings`, { shift: shiftId })).status).toBe(303);
  await wait(t, 0.01);
  const [first] = aCampaign().shifts;
  await addCampaign(t.deps, { shifts: first ? [{ ...first, startsAt: '18:30', seats: 2 }] : [] });
  await wait(t, 0.01);
  // Full: the next in line is offered the seat that is given back.
  await joinAndConfirm(t, { email: 'cy@example.org' });
  await t.deps.db.transaction(async (tx) => {
    const contactId = await idOf('cy@example.org');
    return await joinWait(tx, { shiftId, contactId, campaignId, locale: 'fr', at: t.clock.now() });
  });
  const [booking] = await t.deps.db.$client`
    select bookings.id, contact_id from bookings join contacts on contacts.id = contact_id where email = 'bo@example.org'`;
  const giving = { bookingId: String(booking?.id), contactId: String(booking?.contact_id), at: t.clock.now() };
  await t.deps.db.transaction((tx) => cancelBooking(tx, giving));
  await wait(t, 0.01);
  const [moved] = await t.deps.db.$client`select starts_at, ends_at from shifts`;
  for (const moment of [at(moved?.starts_at) - 23 * hour, at(moved?.starts_at) - hour, at(moved?.ends_at) + 2 * hour]) {
    await wait(t, (moment - t.clock.now().getTime()) / hour);
  }
}

function at(moment: unknown): number {
  return new Date(String(moment)).getTime();
}

async function idOf(email: string): Promise<string> {
  const [row] = await t.deps.db.$client`select id from contacts where email = ${email}`;
  return String(row?.id);
}

/** The addresses on our own site, as paths. */
function linksIn(text: string): string[] {
  return [...text.matchAll(/http:\/\/localhost:3000([^"<>\s]*)/g)].map(([, path = '']) =>
    path.replaceAll('&amp;', '&'),
  );
}

function adminLinks(mail: object): string[] {
  const links = [...JSON.stringify(mail).matchAll(/https:\/\/terrain\.example(\/[^"]*)/g)].map(([, path = '']) => path);
  // Or to a campaign's page, here to the one that there is.
  for (const path of links) expect(path).toMatch(/^\/(?:admin\/|fr\/[\w-]+$)/);
  return links.map((path) => path.replace(/^\/fr\/.*/, '/fr/essai'));
}

/** A digest of every table's rows: what is different afterwards was changed. */
async function digests(): Promise<Record<string, string>> {
  const tables = await t.deps.db.$client<{ name: string }[]>`
    select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`;
  const found: Record<string, string> = {};
  for (const { name } of tables.filter((table) => !counters.includes(table.name))) {
    const [row] = await t.deps.db.$client.unsafe(
      `select count(*) || ' ' || coalesce(md5(string_agg(md5(one::text), '' order by md5(one::text))), '') as digest from "${name}" as one`,
    );
    found[name] = String(row?.digest);
  }
  return found;
}
