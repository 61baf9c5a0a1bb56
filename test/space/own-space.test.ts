import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { messages } from '../../src/locales/index.ts';
import { addOrganizer } from '../../src/organizers/add-organizer.ts';
import { joinAndConfirm, wait } from '../followups/inbox.ts';
import { origin, type SignedInTest, startSignedIn } from '../organizers/signed-in.ts';
import { aCampaign, addCampaign } from '../support/campaign.ts';
import { post } from '../support/forms.ts';

const { now, pages, consents } = messages('fr');
let t: SignedInTest;
let space: string;
beforeEach(async () => {
  t = await startSignedIn();
  const texts = { fr: { title: 'Trois appels', text: 'Appelez.', action: '' } };
  const quickTasks = [{ key: 'appels', kind: 'call' as const, minutes: 30, texts }];
  await addCampaign(t.deps, { settings: { ...aCampaign().settings, quickTasks } });
  space = await joinAndConfirm(t);
});
afterEach(() => t.close());
const get = async (path: string) => await (await t.app.request(path)).text();

test('a leader’s address is shown to their team once they chose so, and no longer once they took it back', async () => {
  await addOrganizer(t.deps, { email: 'lea@example.org', name: 'Léa', role: 'leader' });
  const sql = t.deps.db.$client;
  await sql`insert into teams (id, name, postal_prefixes, leader_id)
    values (gen_random_uuid(), 'Rosemont', '{H2G}', ${t.organizerId})`;
  await sql`update contacts set team_id = (select id from teams)`;
  const address = 'mailto:olive@example.org';
  expect(await get(space)).toContain('Rosemont');
  expect(await get(space)).not.toContain(address);
  const share = async (shares: string) => await send('/admin/account/sharing', { shares });
  expect((await share('yes')).headers.get('location')).toBe('/admin/account?done=shown');
  expect(await get(space)).toContain(address);
  await sql`update teams set leader_id = (select id from organizers where email = 'lea@example.org')`;
  expect(await get(space)).not.toContain('mailto:lea@example.org');
  expect(await get(space)).toContain(now.ledBy('Léa'));
  await sql`update teams set leader_id = ${t.organizerId}`;
  expect((await share('no')).headers.get('location')).toBe('/admin/account?done=hidden');
  expect(await get(space)).not.toContain(address);
});

test('what was done is listed: shifts with what was counted, promises kept, quick tasks; what was missed is not', async () => {
  expect(await get(space)).not.toContain(now.mine);
  const page = await get(`${space}/now?task=appels`);
  const report = /name="report" value="([^"]+)"/.exec(page)?.[1] ?? '';
  await post(t.app, `${space}/now/done`, { report, task: 'appels', count: '3' });
  const [shift] = await t.deps.db.$client`select id from shifts`;
  await post(t.app, `${space}/bookings`, { shift: String(shift?.id) });
  await wait(t, 24 * 6);
  const [booking] = await t.deps.db.$client`select id from bookings`;
  const tell = async (answer: string) =>
    await post(t.app, `${space}/bookings/${booking?.id}/report`, { answer, count: '12' });
  expect((await tell('missed')).status).toBeLessThan(400);
  const listed = async () => /<section id="done"[\s\S]*?<\/section>/.exec(await get(space))?.[0] ?? '';
  expect(await listed()).toContain(now.counted('Trois appels', '3 appels'));
  expect(await listed()).not.toContain('Porte-à-porte');
  await tell('attended');
  expect(await listed()).toContain(now.counted('Porte-à-porte', '12 portes'));
});

test('what is booked stands above what can be done, and that above what was', async () => {
  const [shift] = await t.deps.db.$client`select id from shifts`;
  await post(t.app, `${space}/bookings`, { shift: String(shift?.id) });
  const report = /name="report" value="([^"]+)"/.exec(await get(`${space}/now?task=appels`))?.[1] ?? '';
  await post(t.app, `${space}/now/done`, { report, task: 'appels' });
  const page = await get(space);
  const order = [pages.space.myShifts, now.title, now.mine, pages.space.settings].map((words) => page.indexOf(words));
  expect(order).not.toContain(-1);
  expect(order).toEqual(order.toSorted((one, other) => one - other));
});

test('language and purposes are one page; where the consents alone were leads to it', async () => {
  const old = await t.app.request(`${space}/consents`);
  expect(old.headers.get('location')).toBe(`${space}/preferences`);
  const page = await get(`${space}/preferences`);
  for (const words of [now.language, consents.own.title, pages.space.leave]) expect(page).toContain(words);
  const answer = await post(t.app, `${space}/language`, { locale: 'en' });
  expect(answer.headers.get('location')).toBe(`${space}/preferences?outcome=language`);
  expect(await get(`${space}/preferences?outcome=language`)).toContain(messages('en').pages.outcomes.language);
});

test('the mails of a sequence that are planned later come in the language that was chosen since', async () => {
  const { db } = t.deps;
  await db.execute(sql`update enrolments set locale = 'fr', ended_at = null, ending = null`);
  await post(t.app, `${space}/language`, { locale: 'en' });
  const rows = await db.execute<{ locale: string }>(sql`select distinct locale from enrolments where ended_at is null`);
  expect(rows.map(({ locale }) => locale)).toEqual(['en']);
});

async function send(path: string, fields: Record<string, string>): Promise<Response> {
  const headers = { cookie: t.cookie, origin, 'content-type': 'application/x-www-form-urlencoded' };
  return await t.app.request(path, { method: 'POST', headers, body: new URLSearchParams(fields).toString() });
}
