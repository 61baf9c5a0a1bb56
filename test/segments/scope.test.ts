import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contacts } from '../../src/contacts/table.ts';
import { bookings, recruits, shifts, teams } from '../../src/db/schema.ts';
import { scopeOf } from '../../src/organizers/scope.ts';
import { auditLog, type Visitor, visitorAs } from '../organizers/signed-in.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { addCampaign } from '../support/campaign.ts';
import { signUp } from '../support/forms.ts';

let t: TestApp;
let leader: Visitor;
let organizer: Visitor;
let shiftId = '';
let campaignId = '';
const ids = new Map<string, string>();
const team = uuidv7();

beforeAll(async () => {
  t = await startTest();
  organizer = await visitorAs(t, 'organizer');
  leader = await visitorAs(t, 'leader');
  const other = await visitorAs(t, 'leader', 'other@example.org');
  const { db } = t.deps;
  campaignId = await addCampaign(t.deps);
  const elsewhere = uuidv7();
  await db.insert(teams).values([
    { id: team, name: 'Mienne', leaderId: leader.id },
    { id: elsewhere, name: 'Autre', leaderId: other.id },
  ]);
  const people = { team: team, booked: null, cancelled: null, elsewhere, none: null };
  for (const [name, teamId] of Object.entries(people)) {
    const id = uuidv7();
    ids.set(name, id);
    await db
      .insert(contacts)
      .values({ id, email: `${name}@contact.example`, firstName: name, firstFolded: name, locale: 'fr', teamId });
  }
  shiftId = uuidv7();
  const day = 86_400_000;
  const times = {
    startsAt: new Date(Date.now() + day),
    endsAt: new Date(Date.now() + 2 * day),
    timezone: 'America/Toronto',
  };
  await db.insert(shifts).values({ id: shiftId, campaignId, key: 'k', kind: 'event', texts: {}, seats: 5, ...times });
  for (const [name, state] of [
    ['booked', 'booked'],
    ['cancelled', 'cancelled'],
  ] as const) {
    const at = new Date();
    await db.insert(bookings).values({
      id: uuidv7(),
      shiftId,
      contactId: ids.get(name) ?? '',
      campaignId,
      locale: 'fr',
      state,
      createdAt: at,
      changedAt: at,
    });
  }
});

afterAll(async () => {
  await t.close();
});

const seen = async (who: Visitor, query = '') => {
  const html = await (await who.get(`/admin/contacts${query}`)).text();
  return [...ids].filter(([, id]) => html.includes(`/admin/contacts/${id}`)).map(([name]) => name);
};
const opened = async (who: Visitor) => {
  const answers = await Promise.all(
    [...ids].map(async ([name, id]) => [name, (await who.get(`/admin/contacts/${id}`)).status] as const),
  );
  return answers.filter(([, status]) => status === 200).map(([name]) => name);
};
const lead = async (id: string) => await organizer.post(`/admin/shifts/${shiftId}/leader`, { leader: id });

describe('a local leader', () => {
  test('sees the contacts of their own teams alone: in the list, in the search, and one by one', async () => {
    expect(await seen(leader)).toEqual(['team']);
    expect(await seen(leader, '?q=elsewhere')).toEqual([]);
    expect(await opened(leader)).toEqual(['team']);
    expect(await seen(organizer)).toEqual(['team', 'booked', 'cancelled', 'elsewhere', 'none']);
  });

  test('learns nothing of where somebody outside stands in the order of the list', async () => {
    for (const sort of ['name', '-name', 'email', '-email'])
      for (const way of ['before', 'after'])
        expect(await seen(leader, `?sort=${sort}&${way}=${ids.get('elsewhere')}`), `${sort}, ${way}`).toEqual(['team']);
    expect(await seen(organizer, `?sort=name&before=${ids.get('elsewhere')}`)).toEqual(['booked', 'cancelled']);
  });

  test('sees who booked a shift that they lead, until a day after its end', async () => {
    await lead(leader.id);
    expect(await seen(leader)).toEqual(['team', 'booked']);
    expect(await opened(leader)).toEqual(['team', 'booked']);
    const end = async (hours: number) =>
      await t.deps.db.$client`update shifts set ends_at = now() - make_interval(hours => ${hours})`;
    await end(23);
    expect(await opened(leader)).toEqual(['team', 'booked']);
    await end(25);
    expect(await seen(leader)).toEqual(['team']);
    expect(await opened(leader)).toEqual(['team']);
    await end(-48);
  });

  test('of a shift can be changed, which is in the audit log once, and is nobody who sees no contacts', async () => {
    await lead(leader.id);
    await lead(leader.id);
    const viewer = await visitorAs(t, 'viewer');
    expect((await lead(viewer.id)).status).toBe(404);
    await lead('');
    expect(await seen(leader)).toEqual(['team']);
    const entries = await auditLog(t, 'shift.leader-changed');
    expect(entries.map(({ detail }) => detail.leader)).toEqual([leader.id, null]);
  });

  test('loses the contacts with the team', async () => {
    await t.deps.db.update(teams).set({ leaderId: null });
    expect(await seen(leader)).toEqual([]);
    expect(await opened(leader)).toEqual([]);
    await t.deps.db.$client`update teams set leader_id = ${leader.id} where id = ${team}`;
  });

  test('reads no name of a person outside on a contact’s page', async () => {
    await signUp(t.app, { email: 'team@contact.example', firstName: 'Moi', postalCode: 'H2X 1Y4' });
    const [signup] = await t.deps.db.$client`select id from signups`;
    await t.deps.db.insert(recruits).values({
      campaignId,
      signupId: String(signup?.id),
      contactId: ids.get('team') ?? '',
      recruiterId: ids.get('elsewhere') ?? '',
      at: new Date(),
    });
    const page = async (who: Visitor) => await (await who.get(`/admin/contacts/${ids.get('team')}`)).text();
    expect(await page(organizer)).toContain(ids.get('elsewhere'));
    expect(await page(leader)).not.toContain(ids.get('elsewhere'));
    expect(await page(leader)).not.toContain('elsewhere@contact.example');
  });
});

test.each([
  ['owner', 5],
  ['organizer', 5],
  ['viewer', 0],
] as const)('the scope of an %s holds %i of five contacts', async (role, count) => {
  expect(await t.deps.db.$count(contacts, scopeOf({ id: 'x', role }))).toBe(count);
});

test('a leader is asked for no part in turns that never come to them, and keeps what was said before', async () => {
  expect(await (await organizer.get('/admin/waiting')).text()).toContain('type="checkbox" name="takesNew"');
  const html = await (await leader.get('/admin/waiting')).text();
  expect(html).not.toContain('type="checkbox" name="takesNew"');
  expect(html).toContain('type="hidden" name="takesNew" value="yes"');
});
