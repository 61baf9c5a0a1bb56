import { and, asc, eq, inArray } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { activities } from '../../src/activity/table.ts';
import { contacts } from '../../src/contacts/table.ts';
import { changeRole } from '../../src/organizers/change-role.ts';
import { removeOrganizer } from '../../src/organizers/remove-organizer.ts';
import { closeClock } from '../../src/outreach/close-clock.ts';
import { passOn } from '../../src/outreach/pass-on.ts';
import { releaseUnseen } from '../../src/outreach/release-unseen.ts';
import { saveAnswering } from '../../src/outreach/save-answering.ts';
import { contactClocks, waitingMails } from '../../src/outreach/table.ts';
import { takeBackAttempt } from '../../src/outreach/take-back-attempt.ts';
import { goOnReassigning } from '../../src/teams/reassign-team.ts';
import { saveTeam } from '../../src/teams/save-team.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { aCampaign, addCampaign } from '../support/campaign.ts';
import { addAnswerer, addNewcomer, addTeam, attempt, clockOf, contactOf, hour, ownerOf } from './people.ts';

const timezone = 'America/Toronto';
let t: TestApp;

beforeAll(async () => {
  t = await startTest();
  const { settings } = aCampaign();
  await addCampaign(t.deps, { settings: { ...settings, fields: [{ name: 'postalCode', required: false }] } });
});

beforeEach(async () => {
  await t.deps.db.$client`truncate contacts, teams, organizers, graphile_worker._private_jobs cascade`;
});

afterAll(async () => {
  await t.close();
});

const kinds = (contactId: string, ...of: string[]) =>
  t.deps.db
    .select({ kind: activities.kind, data: activities.data })
    .from(activities)
    .where(and(eq(activities.contactId, contactId), inArray(activities.kind, of)))
    .orderBy(asc(activities.id));

describe('whom a new person is given to', () => {
  test('the leader of the team that the longest postal prefix finds', async () => {
    await addAnswerer(t, 'Olive', 'owner');
    const [wide, near] = [await addAnswerer(t, 'Wide', 'leader'), await addAnswerer(t, 'Near', 'leader')];
    await addTeam(t, { name: 'Montréal', leaderId: wide, postalPrefixes: ['H'] });
    const team = await addTeam(t, { name: 'Plateau', leaderId: near, postalPrefixes: ['H2X', 'H2'] });
    const ada = await addNewcomer(t, 'ada@example.org', { postalCode: 'h2x 1y4' });
    const [contact] = await t.deps.db.select().from(contacts).where(eq(contacts.id, ada));
    expect({ owner: contact?.ownerId, team: contact?.teamId }).toEqual({ owner: near, team });
    const clock = await clockOf(t, ada);
    expect(clock).toMatchObject({ ownerId: near, stage: 'first', tries: 0, endedAt: null });
    expect(clock.dueAt.getTime() - clock.startedAt.getTime()).toBe(72 * hour);
    expect(await kinds(ada, 'contact.assigned')).toEqual([{ kind: 'contact.assigned', data: { ownerId: near } }]);
  });

  test('in turn to those who take new people, never to leaders and viewers', async () => {
    const [olive, oscar] = [await addAnswerer(t, 'Olive', 'owner'), await addAnswerer(t, 'Oscar')];
    const paused = await addAnswerer(t, 'Paused');
    await saveAnswering(t.deps.db, paused, { takesNew: false, dailyMail: true, locale: null });
    await addAnswerer(t, 'Lea', 'leader');
    await addAnswerer(t, 'Vic', 'viewer');
    const owners = [];
    for (let number = 0; number < 6; number += 1) {
      owners.push(await ownerOf(t, await addNewcomer(t, `p${number}@example.org`)));
    }
    expect(new Set(owners)).toEqual(new Set([olive, oscar]));
    for (const [index, owner] of owners.entries()) if (index > 1) expect(owner).toBe(owners[index - 2]);
  });

  test('fairly also where many batches are dealt out at once', async () => {
    const ids = [];
    for (const name of ['Ana', 'Bob', 'Cyd']) ids.push(await addAnswerer(t, name));
    const many = 61;
    // Three workers, and many a batch: each runs what is due when its own sign-up is in.
    await Promise.all(Array.from({ length: many }, (_, n) => addNewcomer(t, `p${n}@example.org`)));
    const clocks = await t.deps.db.select().from(contactClocks);
    expect(clocks).toHaveLength(many);
    const counts = ids.map((id) => clocks.filter(({ ownerId }) => ownerId === id).length);
    expect(counts.reduce((sum, count) => sum + count)).toBe(many);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  });

  test('nobody, where nobody is there; they wait all the same, and are given away as soon as someone is', async () => {
    const ada = await addNewcomer(t, 'ada@example.org');
    expect(await clockOf(t, ada)).toMatchObject({ ownerId: null, endedAt: null });
    const olive = await addAnswerer(t, 'Olive', 'owner');
    t.clock.advance(24 * hour);
    await t.runDueJobs();
    expect(await clockOf(t, ada)).toMatchObject({ ownerId: olive });
  });
});

describe('whom a leader does not see any more', () => {
  const reassign = async () => {
    await t.deps.db.$client`select graphile_worker.add_job('outreach.reassign', '{}')`;
    await t.runDueJobs();
  };

  test('goes to somebody else while they wait, and is nobody’s once they were answered', async () => {
    const [olive, lea] = [await addAnswerer(t, 'Olive', 'owner'), await addAnswerer(t, 'Lea', 'leader')];
    const team = await addTeam(t, { name: 'Plateau', leaderId: lea, postalPrefixes: ['H2X'] });
    const [waits, answered, stays] = [
      await addNewcomer(t, 'ada@example.org', { postalCode: 'H2X 1Y4' }),
      await addNewcomer(t, 'bob@example.org', { postalCode: 'H2X 1Y4' }),
      await addNewcomer(t, 'eve@example.org'),
    ];
    await attempt(t, answered, lea, 'called');
    await reassign();
    expect([await ownerOf(t, waits), await ownerOf(t, answered)]).toEqual([lea, lea]);
    const change = { name: 'Plateau', leaderId: null, postalPrefixes: ['H2X'] };
    await saveTeam(t.deps, { id: team, team: change, by: olive });
    await t.runDueJobs();
    expect([await ownerOf(t, waits), await ownerOf(t, answered), await ownerOf(t, stays)]).toEqual([
      olive,
      null,
      olive,
    ]);
    expect(await clockOf(t, waits)).toMatchObject({ ownerId: olive, endedAt: null });
    expect((await kinds(answered, 'contact.assigned')).at(-1)).toEqual({
      kind: 'contact.assigned',
      data: { ownerId: null },
    });
  });

  test('is somebody else’s at once where another team takes their place up, now or in the background', async () => {
    const [olive, lea] = [await addAnswerer(t, 'Olive', 'owner'), await addAnswerer(t, 'Lea', 'leader')];
    const plateau = await addTeam(t, { name: 'Plateau', leaderId: lea, postalPrefixes: ['H2'] });
    const now = await addNewcomer(t, 'ada@example.org', { postalCode: 'H2X 1Y4' });
    const later = await addNewcomer(t, 'bob@example.org', { postalCode: 'H2W 1A1' });
    expect([await ownerOf(t, now), await ownerOf(t, later)]).toEqual([lea, lea]);
    const team = { name: 'Mile End', leaderId: null, postalPrefixes: ['H2X'] };
    await saveTeam(t.deps, { id: uuidv7(), team, by: olive });
    await t.runDueJobs();
    expect([await ownerOf(t, now), await ownerOf(t, later)]).toEqual([olive, lea]);
    await t.deps.db.$client`update teams set postal_prefixes = '{}' where id = ${plateau}`;
    const job = { teamId: plateau, savingId: uuidv7(), organizerId: olive, before: ['H2'], from: '', moved: 0 };
    await goOnReassigning(t.deps, { ...job, starts: ['H2'] });
    await t.runDueJobs();
    expect(await ownerOf(t, later)).toBe(olive);
  });

  test('is looked for behind those who were looked at, so many at a time', async () => {
    const lea = await addAnswerer(t, 'Lea', 'leader');
    const { $client: client } = t.deps.db;
    await client`
      insert into contacts (id, email, locale, owner_id)
      select uuidv7(), 'hers' || (2000 - n) || '@example.org', 'fr', ${lea} from generate_series(1, 501) as n`;
    const release = (beyond?: string) => t.deps.db.transaction((tx) => releaseUnseen(tx, t.clock.now(), beyond));
    const last = await release();
    const [fivehundredth] = await client`select id from contacts order by id offset 499 limit 1`;
    expect(last).toBe(fivehundredth?.id);
    await client`update contacts set owner_id = ${lea} where email = 'hers1999@example.org'`;
    expect(await release(last)).toBeUndefined();
    const rows = await client`select email from contacts where owner_id = ${lea}`;
    expect(rows.map(({ email }) => email)).toEqual(['hers1999@example.org']);
    await reassign();
    expect(await t.deps.db.$count(contacts, eq(contacts.ownerId, lea))).toBe(0);
  });

  test('stays theirs for as long as a shift that they lead, and not at the next round after it', async () => {
    await addAnswerer(t, 'Olive', 'owner');
    const lea = await addAnswerer(t, 'Lea', 'leader');
    const ada = await addNewcomer(t, 'ada@example.org');
    await attempt(t, ada, lea, 'called');
    await t.deps.db.update(contacts).set({ ownerId: lea }).where(eq(contacts.id, ada));
    await t.deps.db.$client`
      insert into shifts (id, campaign_id, key, kind, texts, timezone, starts_at, ends_at, seats, leader_id)
      select gen_random_uuid(), id, 'samedi', 'canvass', '{}', 'America/Toronto', now() + interval '1 day',
        now() + interval '2 days', 9, ${lea} from campaigns`;
    await t.deps.db.$client`
      insert into bookings (id, shift_id, contact_id, campaign_id, locale, state, sequence, changed_at, created_at)
      select gen_random_uuid(), id, ${ada}, campaign_id, 'fr', 'booked', 0, now(), now() from shifts limit 1`;
    await reassign();
    expect(await ownerOf(t, ada)).toBe(lea);
    await t.deps.db
      .$client`update shifts set starts_at = now() - interval '3 days', ends_at = now() - interval '2 days'`;
    await reassign();
    expect(await ownerOf(t, ada)).toBeNull();
  });

  test('is given to somebody else when they sign up anew, not to the leader whose they were', async () => {
    const [olive, lea] = [await addAnswerer(t, 'Olive', 'owner'), await addAnswerer(t, 'Lea', 'leader')];
    const ada = await addNewcomer(t, 'ada@example.org');
    await attempt(t, ada, olive, 'called');
    await t.deps.db.update(contacts).set({ ownerId: lea }).where(eq(contacts.id, ada));
    t.clock.advance(91 * 24 * hour);
    await addNewcomer(t, 'ada@example.org');
    expect(await clockOf(t, ada)).toMatchObject({ ownerId: olive, endedAt: null });
  });
});

describe('the clock', () => {
  test('is stopped by an answer, not by a try without one', async () => {
    const olive = await addAnswerer(t, 'Olive', 'owner');
    const ada = await addNewcomer(t, 'ada@example.org');
    await attempt(t, ada, olive, 'no-answer');
    expect(await clockOf(t, ada)).toMatchObject({ tries: 1, endedAt: null });
    t.clock.advance(hour);
    await attempt(t, ada, olive, 'called');
    expect(await clockOf(t, ada)).toMatchObject({ endedBy: olive, ending: 'answered', endedAt: t.clock.now() });
    expect((await kinds(ada, 'contact.tried', 'contact.answered')).map(({ kind }) => kind)).toEqual([
      'contact.tried',
      'contact.answered',
    ]);
  });

  test('may be closed after three tries, and not before', async () => {
    const olive = await addAnswerer(t, 'Olive', 'owner');
    const ada = await addNewcomer(t, 'ada@example.org');
    const close = () =>
      t.deps.db.transaction((tx) => closeClock(tx, { contactId: ada, organizerId: olive, at: t.clock.now() }));
    for (let tries = 1; tries <= 3; tries += 1) {
      expect(await close()).toBe(false);
      await attempt(t, ada, olive, 'no-answer');
    }
    expect(await close()).toBe(true);
    expect(await close()).toBe(false);
    expect(await clockOf(t, ada)).toMatchObject({ ending: 'closed', tries: 3 });
  });

  test('goes on as before when a wrong tap is taken back, and only its own', async () => {
    const [olive, oscar] = [await addAnswerer(t, 'Olive', 'owner'), await addAnswerer(t, 'Oscar')];
    const ada = await addNewcomer(t, 'ada@example.org');
    const before = await clockOf(t, ada);
    const id = await attempt(t, ada, olive, 'met');
    const takeBack = (organizerId: string) =>
      t.deps.db.transaction((tx) =>
        takeBackAttempt(tx, { id, contactId: ada, organizerId, at: t.clock.now(), timezone }),
      );
    expect(await takeBack(oscar)).toBe('stands');
    expect(await takeBack(olive)).toBe('taken-back');
    expect(await takeBack(olive)).toBe('gone');
    expect(await clockOf(t, ada)).toEqual(before);
    const late = await attempt(t, ada, olive, 'met');
    t.clock.advance(2 * hour);
    expect(
      await t.deps.db.transaction((tx) =>
        takeBackAttempt(tx, { id: late, contactId: ada, organizerId: olive, at: t.clock.now(), timezone }),
      ),
    ).toBe('stands');
  });

  test('is watched again when a tap is taken back after its moment, and stands in the next mail', async () => {
    const [olive, oscar] = [await addAnswerer(t, 'Olive', 'owner'), await addAnswerer(t, 'Oscar')];
    const ada = await addNewcomer(t, 'ada@example.org');
    const first = await ownerOf(t, ada);
    if (first === null) throw new Error('nobody has Ada');
    t.clock.advance((await clockOf(t, ada)).dueAt.getTime() - t.clock.now().getTime() - 60_000);
    const id = await attempt(t, ada, first, 'called');
    // Everything that was planned comes, finds nobody who waits, and plans nothing.
    t.clock.advance(50 * 60_000);
    await t.runDueJobs();
    await t.deps.db.$client`delete from graphile_worker._private_jobs`;
    await t.deps.db.transaction((tx) =>
      takeBackAttempt(tx, { id, contactId: ada, organizerId: first, at: t.clock.now(), timezone }),
    );
    await t.runDueJobs();
    expect(await ownerOf(t, ada)).toBe(first === olive ? oscar : olive);
    const [morning] = await t.deps.db.$client<{ run_at: string }[]>`
      select to_json(run_at) as run_at from graphile_worker._private_jobs where key like 'waiting-mails:%'`;
    if (!morning) throw new Error('no morning is planned');
    t.clock.advance(new Date(morning.run_at).getTime() - t.clock.now().getTime());
    await t.runDueJobs();
    expect(await t.deps.db.$count(waitingMails)).toBe(1);
  });

  test('is not set again by a new sign-up within 90 days of the answer, and is after them', async () => {
    const olive = await addAnswerer(t, 'Olive', 'owner');
    const ada = await addNewcomer(t, 'ada@example.org');
    await attempt(t, ada, olive, 'wrote');
    const answered = await clockOf(t, ada);
    t.clock.advance(89 * 24 * hour);
    await addNewcomer(t, 'ada@example.org');
    expect(await clockOf(t, ada)).toEqual(answered);
    t.clock.advance(2 * 24 * hour);
    await addNewcomer(t, 'ada@example.org');
    expect(await clockOf(t, ada)).toMatchObject({ endedAt: null, tries: 0, startedAt: t.clock.now(), ownerId: olive });
  });

  test('a second sign-up of somebody who waits changes nothing', async () => {
    await addAnswerer(t, 'Olive', 'owner');
    const ada = await addNewcomer(t, 'ada@example.org');
    const before = await clockOf(t, ada);
    t.clock.advance(hour);
    await addNewcomer(t, 'ada@example.org');
    expect(await clockOf(t, ada)).toEqual(before);
  });

  test('follows the contact’s owner, whoever changes that one', async () => {
    await addAnswerer(t, 'Olive', 'owner');
    const oscar = await addAnswerer(t, 'Oscar');
    const ada = await addNewcomer(t, 'ada@example.org');
    await t.deps.db.update(contacts).set({ ownerId: oscar }).where(eq(contacts.id, ada));
    expect(await clockOf(t, ada)).toMatchObject({ ownerId: oscar });
  });
});

describe('what passes 72 hours', () => {
  test('goes up to the leader, another organizer, an owner, a day each, every passing once and told', async () => {
    const owner = await addAnswerer(t, 'Olive', 'owner');
    const [leader, oscar, rosa] = [
      await addAnswerer(t, 'Lea', 'leader'),
      await addAnswerer(t, 'Oscar'),
      await addAnswerer(t, 'Rosa'),
    ];
    await saveAnswering(t.deps.db, owner, { takesNew: false, dailyMail: false, locale: null });
    const ada = await addNewcomer(t, 'ada@example.org');
    const first = await ownerOf(t, ada);
    expect([oscar, rosa]).toContain(first);
    // Since the sign-up, the contact has come to a team.
    const teamId = await addTeam(t, { name: 'Plateau', leaderId: leader, postalPrefixes: ['H2X'] });
    await t.deps.db.update(contacts).set({ teamId }).where(eq(contacts.id, ada));

    t.clock.advance(72 * hour - 1);
    await t.runDueJobs();
    expect(await ownerOf(t, ada)).toBe(first);
    t.clock.advance(1);
    await t.runDueJobs();
    expect(await ownerOf(t, ada)).toBe(leader);
    await t.runDueJobs();
    expect(await clockOf(t, ada)).toMatchObject({ passes: 1, stage: 'leader', ownerId: leader });
    t.clock.advance(24 * hour);
    await t.runDueJobs();
    const second = await ownerOf(t, ada);
    expect([oscar, rosa]).toContain(second);
    t.clock.advance(24 * hour);
    await t.runDueJobs();
    expect(await ownerOf(t, ada)).toBe(owner);
    t.clock.advance(30 * 24 * hour);
    await t.runDueJobs();
    expect(await clockOf(t, ada)).toMatchObject({ passes: 3, stage: 'owner', ownerId: owner, passAt: null });
    expect(await kinds(ada, 'contact.passed-on')).toEqual([
      { kind: 'contact.passed-on', data: { from: first, ownerId: leader, stage: 'leader' } },
      { kind: 'contact.passed-on', data: { from: leader, ownerId: second, stage: 'organizer' } },
      { kind: 'contact.passed-on', data: { from: second, ownerId: owner, stage: 'owner' } },
    ]);
  });

  test('is decided again when it is due: an answer in the last minute keeps it where it is', async () => {
    const [olive, oscar] = [await addAnswerer(t, 'Olive', 'owner'), await addAnswerer(t, 'Oscar')];
    const [ada, bob] = [await addNewcomer(t, 'ada@example.org'), await addNewcomer(t, 'bob@example.org')];
    t.clock.advance(72 * hour - 1);
    await attempt(t, ada, olive, 'called');
    const owner = await ownerOf(t, ada);
    t.clock.advance(1);
    await t.runDueJobs();
    expect(await ownerOf(t, ada)).toBe(owner);
    expect(await clockOf(t, ada)).toMatchObject({ passes: 0 });
    expect(await clockOf(t, bob)).toMatchObject({ passes: 1 });
    expect([olive, oscar]).toContain(await ownerOf(t, bob));
  });

  test('passes once where two workers do it at the same moment, or one does it twice after being killed', async () => {
    for (const name of ['Ana', 'Bob', 'Cyd', 'Dan']) await addAnswerer(t, name);
    const people = [];
    for (let n = 0; n < 5; n += 1) people.push(await addNewcomer(t, `p${n}@example.org`));
    t.clock.advance(73 * hour);
    const now = t.clock.now();
    const once = () => t.deps.db.transaction((tx) => passOn(tx, now));
    await Promise.all([once(), once(), once()]);
    await once();
    for (const id of people) {
      expect(await clockOf(t, id)).toMatchObject({ passes: 1, stage: 'organizer' });
      expect(await kinds(id, 'contact.passed-on')).toHaveLength(1);
    }
  });

  test('stays with the only one there is, overdue', async () => {
    const olive = await addAnswerer(t, 'Olive', 'owner');
    const ada = await addNewcomer(t, 'ada@example.org');
    t.clock.advance(100 * hour);
    await t.runDueJobs();
    expect(await clockOf(t, ada)).toMatchObject({ ownerId: olive, passes: 0, passAt: null, endedAt: null });
    expect(await kinds(ada, 'contact.passed-on')).toEqual([]);
  });

  test('who came while the clock stood wrong is passed on at the right time', async () => {
    await addAnswerer(t, 'Olive', 'owner');
    await addAnswerer(t, 'Oscar');
    const late = await addNewcomer(t, 'late@example.org');
    // A machine whose clock was a day ahead is set right, and the next person is due before.
    t.clock.advance(-24 * hour);
    const early = await addNewcomer(t, 'early@example.org');
    t.clock.advance(72 * hour);
    await t.runDueJobs();
    expect(await clockOf(t, early)).toMatchObject({ passes: 1 });
    expect(await clockOf(t, late)).toMatchObject({ passes: 0 });
    t.clock.advance(24 * hour);
    await t.runDueJobs();
    expect(await clockOf(t, late)).toMatchObject({ passes: 1 });
  });
});

test('making an organizer a viewer gives their people to others, and nobody new to them', async () => {
  const [olive, oscar] = [await addAnswerer(t, 'Olive', 'owner'), await addAnswerer(t, 'Oscar')];
  const ids = [];
  for (let n = 0; n < 4; n += 1) ids.push(await addNewcomer(t, `p${n}@example.org`));
  expect(await Promise.all(ids.map((id) => ownerOf(t, id)))).toContain(oscar);
  const answered = await addNewcomer(t, 'answered@example.org');
  await t.deps.db.update(contacts).set({ ownerId: oscar }).where(eq(contacts.id, answered));
  await attempt(t, answered, olive, 'called');
  await changeRole(t.deps, { organizerId: oscar, role: 'viewer', by: olive });
  await t.runDueJobs();
  for (const id of ids) expect((await clockOf(t, id)).ownerId).toBe(olive);
  expect(await ownerOf(t, answered)).toBe(oscar);
  t.clock.advance(91 * 24 * hour);
  await addNewcomer(t, 'answered@example.org');
  expect(await clockOf(t, answered)).toMatchObject({ ownerId: olive, endedAt: null });
});

test('removing an organizer gives those who wait for them to the others at once', async () => {
  const [olive, oscar] = [await addAnswerer(t, 'Olive', 'owner'), await addAnswerer(t, 'Oscar')];
  const ids = [];
  for (let n = 0; n < 4; n += 1) ids.push(await addNewcomer(t, `p${n}@example.org`));
  const answered = ids.find((id) => id !== undefined) ?? '';
  await attempt(t, answered, oscar, 'called');
  expect(await removeOrganizer(t.deps, { organizerId: oscar, by: null })).toEqual({ ok: true });
  await t.runDueJobs();
  for (const id of ids) {
    const clock = await clockOf(t, id);
    if (id === answered) expect(clock).toMatchObject({ ending: 'answered', endedBy: null });
    else expect(clock.ownerId).toBe(olive);
  }
  expect(await contactOf(t, 'p0@example.org')).toBe(answered);
});
