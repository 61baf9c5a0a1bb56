import { eq } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readMergeValues } from '../../src/followups/read-merge-values.ts';
import { messages } from '../../src/followups/table.ts';
import type { MergeField } from '../../src/mail/merge-fields.ts';
import { addOrganizer } from '../../src/organizers/add-organizer.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { addCampaign } from '../support/campaign.ts';

const every: MergeField[] = ['team', 'leader', 'nextShift', 'pledge'];
const day = 86_400_000;
let t: TestApp;
let campaignId: string;
let otherId: string;
let teamId: string;
beforeAll(async () => {
  t = await startTest();
  campaignId = await addCampaign(t.deps);
  otherId = await addCampaign(t.deps, { slug: 'autre' });
  await addOrganizer(t.deps, { email: 'lea@example.org', name: 'Léa Gagnon', role: 'leader' });
  teamId = await addTeam('Plateau', 'lea@example.org');
});
afterAll(() => t.close());

describe('what a mail says of its person', () => {
  test('is their team and its leader, their next shift, and what they promised last, in that campaign', async () => {
    const contactId = await addContact({ team: teamId });
    await addBooking(contactId, { inDays: 40, state: 'booked' });
    await addBooking(contactId, { inDays: 9, state: 'booked' });
    await addBooking(contactId, { inDays: 3, state: 'cancelled' });
    await addBooking(contactId, { inDays: -3, state: 'booked' });
    await addBooking(contactId, { inDays: 1, state: 'booked', of: otherId });
    await addPledge(contactId, { amount: 1_000, daysAgo: 9 });
    await addPledge(contactId, { amount: 2_550, daysAgo: 1 });
    await addPledge(contactId, { amount: 99_900, daysAgo: 0, of: otherId });
    const { nextShift, ...rest } = await valuesOf(contactId);
    expect(rest).toEqual({ team: 'Plateau', leader: 'Léa Gagnon', pledge: expect.stringMatching(/^25,50\s\$$/) });
    expect(nextShift).toBe(wordsOf(9));
    expect((await valuesOf(contactId, { locale: 'en' })).pledge).toBe('$25.50');
  });

  test('is counted from when it was due, so that a second try has the same words', async () => {
    const contactId = await addContact();
    await addBooking(contactId, { inDays: 2, state: 'booked' });
    await addBooking(contactId, { inDays: 5, state: 'booked' });
    expect((await valuesOf(contactId, { dueInDays: 0 })).nextShift).toBe(wordsOf(2));
    expect((await valuesOf(contactId, { dueInDays: 3 })).nextShift).toBe(wordsOf(5));
    expect((await valuesOf(contactId, { dueInDays: 6 })).nextShift).toBeUndefined();
  });

  test('is nothing where nobody has confirmed the address: a stranger may have typed it', async () => {
    const contactId = await addContact({ team: teamId, confirmed: false });
    await addBooking(contactId, { inDays: 9, state: 'booked' });
    await addPledge(contactId, { amount: 1_000, daysAgo: 9 });
    expect(await valuesOf(contactId)).toEqual({});
  });

  test('is nothing for who has no team, seat or promise, and a team without a leader says so by leaving it empty', async () => {
    expect(await valuesOf(await addContact())).toEqual({});
    const leaderless = await addTeam('Mile End', '');
    expect(await valuesOf(await addContact({ team: leaderless }))).toEqual({ team: 'Mile End', leader: '' });
  });

  test('is read of many at once without mixing them up, and only what the words ask for', async () => {
    const [one, two] = [await addContact({ team: teamId }), await addContact()];
    await addPledge(two, { amount: 500, daysAgo: 1 });
    const [first, second] = [await addMessage(one), await addMessage(two)];
    const read = await readMergeValues(t.deps.db, [first, second], new Set<MergeField>(['team', 'pledge']));
    expect(read(first)).toEqual({ team: 'Plateau', leader: 'Léa Gagnon' });
    expect(read(second)).toEqual({ pledge: expect.stringMatching(/^5\s\$$/) });
    const none = await readMergeValues(t.deps.db, [first, second], new Set<MergeField>(['firstName']));
    expect([none(first), none(second)]).toEqual([{}, {}]);
  });
});

async function addTeam(name: string, leader: string): Promise<string> {
  const id = uuidv7();
  await t.deps.db.$client`
    insert into teams (id, name, leader_id) values (${id}, ${name}, (select id from organizers where email = ${leader}))`;
  return id;
}

async function addContact({ team = null, confirmed = true }: { team?: string | null; confirmed?: boolean } = {}) {
  const id = uuidv7();
  await t.deps.db.$client`
    insert into contacts (id, email, locale, team_id, confirmed_at)
    values (${id}, ${`${id}@example.org`}, 'fr', ${team}, case when ${confirmed}::boolean then now() end)`;
  return id;
}

async function addBooking(
  contactId: string,
  { inDays, state, of = campaignId }: { inDays: number; state: string; of?: string },
): Promise<void> {
  const [id, startsAt] = [uuidv7(), momentIn(inDays).toISOString()];
  await t.deps.db.$client`
    insert into shifts (id, campaign_id, key, kind, texts, starts_at, ends_at, timezone, seats)
    values (${id}, ${of}, ${id}, 'canvass', '{}', ${startsAt}, ${startsAt}::timestamptz + interval '2 hours', 'America/Toronto', 9)`;
  await t.deps.db.$client`
    insert into bookings (id, shift_id, contact_id, campaign_id, locale, state, created_at, changed_at)
    values (gen_random_uuid(), ${id}, ${contactId}, ${of}, 'fr', ${state}, now(), now())`;
}

async function addPledge(
  contactId: string,
  { amount, daysAgo, of = campaignId }: { amount: number; daysAgo: number; of?: string },
): Promise<void> {
  const [signupId, at] = [uuidv7(), momentIn(-daysAgo).toISOString()];
  await t.deps.db.$client`
    insert into signups (id, contact_id, campaign_id, answers, consented, locale, created_at)
    values (${signupId}, ${contactId}, ${of}, '{}', true, 'fr', ${at})`;
  await t.deps.db.$client`
    insert into pledges (id, signup_id, contact_id, campaign_id, kind, amount_minor, currency, frequency, created_at)
    values (gen_random_uuid(), ${signupId}, ${contactId}, ${of}, 'money', ${amount}, 'CAD', 'once', ${at})`;
}

async function addMessage(contactId: string, { dueInDays = 0, locale = 'fr' } = {}) {
  const [id, dueAt] = [uuidv7(), momentIn(dueInDays).toISOString()];
  await t.deps.db.$client`
    insert into messages (id, contact_id, campaign_id, name, subject_id, locale, state, due_at, created_at)
    values (${id}, ${contactId}, ${campaignId}, 'welcome', ${id}, ${locale}, 'queued', ${dueAt}, now())`;
  const [message] = await t.deps.db.select().from(messages).where(eq(messages.id, id));
  if (!message) throw new Error('the message is not there');
  return message;
}

async function valuesOf(contactId: string, options: { dueInDays?: number; locale?: string } = {}) {
  const message = await addMessage(contactId, options);
  return (await readMergeValues(t.deps.db, [message], new Set(every)))(message);
}

/** At noon in Montreal or so, on so many days from now. */
function momentIn(days: number): Date {
  return new Date(Math.floor(t.clock.now().getTime() / day) * day + days * day + 17 * 3_600_000);
}

function wordsOf(inDays: number): string {
  const format = { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'America/Toronto' } as const;
  const words = new Intl.DateTimeFormat('fr-CA', format).format(momentIn(inDays));
  return words.replace(/(?<!\d)1(?=\s\p{L})/gu, '1er');
}
