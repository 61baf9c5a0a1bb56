import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { countAudience } from '../../src/broadcasts/audience.ts';
import { findBroadcast, meantBy } from '../../src/broadcasts/queries.ts';
import { addOrganizer } from '../../src/organizers/add-organizer.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { addCampaign } from '../support/campaign.ts';
import { aBroadcast, addPeople, mailed, resultsOf, send, stateOf, writeBroadcast } from './crowd.ts';

let t: TestApp;
let campaignId: string;
let organizerId: string;
beforeEach(async () => {
  t = await startTest({ env: { QUIET_HOURS: '21-8', WEEKLY_MAILS: '1' } });
  campaignId = await addCampaign(t.deps);
  await addOrganizer(t.deps, { email: 'olive@example.org', name: 'Olive', role: 'owner' });
  const [organizer] = await t.deps.db.$client<{ id: string }[]>`select id from organizers`;
  organizerId = organizer?.id ?? '';
});
afterEach(() => t.close());

const hour = 3_600_000;
const write = (changes: Parameters<typeof aBroadcast>[0] = {}) =>
  writeBroadcast(t, campaignId, organizerId, aBroadcast(changes));

/** Turns the clock to an hour of the next day in UTC: 17 is noon or one o'clock in Montreal. */
function turnTo(utcHour: number): void {
  const now = t.clock.now();
  const next = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1, utcHour);
  t.clock.advance(next - now.getTime());
}

/** The hour that the clocks of a zone show when each mail went, by the address. */
async function hoursOfSending(zone: string): Promise<[string, number][]> {
  const rows = await t.deps.db.$client<{ email: string; hour: number }[]>`
    select email, extract(hour from sent_at at time zone ${zone})::int as hour
    from messages join contacts on contacts.id = contact_id where sent_at is not null order by email`;
  return rows.map(({ email, hour: shown }) => [email, shown]);
}

/** What a broadcast's forecast is asked with. */
async function asked(id: string) {
  const found = await findBroadcast(t.deps.db, id);
  const definition = found && (await meantBy(t.deps.db, found.broadcast));
  if (!definition) throw new Error('there is no such broadcast');
  return { campaign: found.campaign, content: found.broadcast.content, definition };
}

/** Lets the hours pass, one after the other. */
async function pass(hours: number): Promise<void> {
  for (let count = 0; count < hours; count += 1) {
    t.clock.advance(hour);
    await t.runDueJobs();
  }
}

describe('a broadcast', () => {
  test('at each person’s own hour goes at that hour of their clock, wherever they live', async () => {
    await addPeople(t, 3);
    await t.deps.db.$client`update contacts set postal_code = 'V6B 1A1' where email = 'n2@example.org'`;
    await t.deps.db.$client`update contacts set postal_code = 'A1C 1A1' where email = 'n3@example.org'`;
    turnTo(17);
    const day = new Date(t.clock.now().getTime() + 24 * hour).toISOString().slice(0, 10);
    await send(t, await write(), organizerId, { when: 'local', day, hour: 10 });
    await t.runDueJobs();
    expect(await mailed(t)).toEqual([]);
    await pass(36);
    const at = async (zone: string, email: string) => (await hoursOfSending(zone)).find(([one]) => one === email)?.[1];
    expect(await at('America/Toronto', 'n1@example.org')).toBe(10);
    expect(await at('America/Vancouver', 'n2@example.org')).toBe(10);
    // The test looks every full hour; Newfoundland's clocks are half an hour off.
    expect(await at('America/St_Johns', 'n3@example.org')).toBe(10);
  });

  test('for an hour that lies in each person’s night goes at the end of that', async () => {
    await addPeople(t, 1);
    turnTo(17);
    const day = t.clock.now().toISOString().slice(0, 10);
    await send(t, await write(), organizerId, { when: 'local', day, hour: 22 });
    await t.runDueJobs();
    await pass(36);
    expect(await hoursOfSending('America/Toronto')).toEqual([['n1@example.org', 8]]);
  });

  test('waits in the night, and is left out where the mails of the week are spent', async () => {
    await addPeople(t, 2);
    turnTo(6);
    await send(t, await write(), organizerId);
    await t.runDueJobs();
    expect(await mailed(t)).toEqual([]);
    await pass(9);
    expect(await mailed(t)).toHaveLength(2);
    await addPeople(t, 1, { from: 3 });
    const second = await write();
    const { campaign, content, definition } = await asked(second);
    const forecast = await countAudience(t.deps.db, { campaign, content, definition, now: t.clock.now() }, 1);
    expect(forecast).toMatchObject({ recipients: 3, spent: 2 });
    await send(t, second, organizerId);
    await t.runDueJobs();
    expect((await resultsOf(t, second)).all).toMatchObject({ sent: 1, skipped: { capped: 2 } });
  });
});

describe('two subjects that are tried on a part first', () => {
  beforeEach(() => turnTo(17));

  /** Books a seat for so many of those who got a subject. */
  async function book(variant: 'a' | 'b', count: number): Promise<void> {
    await t.deps.db.$client`
      insert into bookings (id, shift_id, contact_id, campaign_id, locale, state, created_at, changed_at)
      select gen_random_uuid(), (select id from shifts limit 1), r.contact_id, m.campaign_id, 'fr', 'booked', m.sent_at, m.sent_at
      from broadcast_recipients r join messages m on m.subject_id = r.id
      where r.variant = ${variant} and m.state = 'sent' limit ${count}`;
  }

  test.each([
    [
      'the better one goes to the rest where the difference is real',
      30,
      'b',
      { 'Samedi, on sort': 50, 'Samedi, on sort (B)': 150 },
    ],
    [
      'both go to the rest, by halves, where no difference can be told',
      6,
      'even',
      { 'Samedi, on sort': 100, 'Samedi, on sort (B)': 100 },
    ],
  ])('%s', async (_, acted, choice, subjects) => {
    await addPeople(t, 200);
    const id = await write({ comparesSubjects: true, testShare: 50, testHours: 2 });
    await send(t, id, organizerId);
    await t.runDueJobs();
    expect(await mailed(t)).toHaveLength(100);
    await book('b', acted);
    await book('a', 5);
    t.clock.advance(hour);
    await t.runDueJobs();
    expect(await mailed(t)).toHaveLength(100);
    t.clock.advance(hour);
    await t.runDueJobs();
    expect((await stateOf(t, id)).choice).toBe(choice);
    const sent = Object.groupBy(await mailed(t), ({ subject }) => subject);
    expect(Object.fromEntries(Object.entries(sent).map(([subject, mails]) => [subject, mails?.length]))).toEqual(
      subjects,
    );
    const { compared } = await resultsOf(t, id);
    // Who got the better one without having drawn it says nothing about the difference.
    const drawn = choice === 'even' ? 100 : 50;
    expect(compared).toMatchObject({ a: { sent: drawn, acted: 5 }, b: { sent: drawn, acted } });
  });

  test('are tried from when the last of their mails has gone, however long these waited', async () => {
    await addPeople(t, 200);
    const day = t.clock.now().toISOString().slice(0, 10);
    const id = await write({ comparesSubjects: true, testShare: 50, testHours: 2 });
    await send(t, id, organizerId, { when: 'local', day, hour: 20 });
    await pass(5);
    expect(await mailed(t)).toEqual([]);
    expect(await stateOf(t, id)).toMatchObject({ choice: null, decidesAt: null });
    while ((await mailed(t)).length === 0) await pass(1);
    expect(await mailed(t)).toHaveLength(100);
    await book('b', 30);
    await pass(1);
    expect(await stateOf(t, id)).toMatchObject({ choice: null });
    await pass(1);
    expect(await stateOf(t, id)).toMatchObject({ choice: 'b' });
  });

  test.each([
    ['for all of these days', 0],
    ['for two days more', 5],
  ])('are compared without waiting for those whose week has no room %s', async (_, daysBefore) => {
    await addPeople(t, 40);
    await send(t, await write(), organizerId);
    await t.runDueJobs();
    t.clock.advance(daysBefore * 24 * hour);
    const id = await write({ comparesSubjects: true, testShare: 50, testHours: 2 });
    await send(t, id, organizerId);
    await t.runDueJobs();
    expect(await stateOf(t, id)).toMatchObject({ choice: null });
    await pass(3);
    expect(await stateOf(t, id)).toMatchObject({ choice: 'even' });
  });
});
