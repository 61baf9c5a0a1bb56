import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { enqueue } from '../../src/jobs/enqueue.ts';
import { addOrganizer } from '../../src/organizers/add-organizer.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { addCampaign } from '../support/campaign.ts';

const hour = 3_600_000;
let t: TestApp;
let campaignId: string;
beforeEach(async () => {
  t = await startTest();
  campaignId = await addCampaign(t.deps, { shifts: [] });
  await addOrganizer(t.deps, { email: 'olive@example.org', name: 'Olive', role: 'owner' });
  await addOrganizer(t.deps, { email: 'omar@example.org', name: 'Omar', role: 'owner' });
  await addOrganizer(t.deps, { email: 'lea@example.org', name: 'Léa', role: 'leader' });
  await addOrganizer(t.deps, { email: 'oscar@example.org', name: 'Oscar', role: 'organizer' });
});
afterEach(() => t.close());

describe('a shift that lacks people', () => {
  test('has whoever leads it warned, once, in the two days before', async () => {
    await addShift({ inHours: 49, seats: 10, booked: 4, leader: 'lea@example.org' });
    await watch();
    expect(await warned(), 'too early to tell').toEqual([]);
    t.clock.advance(1.5 * hour);
    await watch();
    expect(await warned()).toEqual(['lea@example.org']);
    for (let time = 0; time < 5; time += 1) {
      t.clock.advance(0.5 * hour);
      await watch();
    }
    expect(await warned(), 'and never again').toEqual(['lea@example.org']);
  });

  test('that nobody leads has the owners warned, and no other organizer', async () => {
    await addShift({ inHours: 24, seats: 10, booked: 0 });
    await watch();
    expect(await warned()).toEqual(['olive@example.org', 'omar@example.org']);
  });

  test('that two look for at the same moment has one mail sent', async () => {
    await addShift({ inHours: 24, seats: 10, booked: 0, leader: 'lea@example.org' });
    await enqueue(t.deps.db, 'shifts.watch', {});
    await enqueue(t.deps.db, 'shifts.watch', {});
    await t.runDueJobs();
    expect(await warned()).toEqual(['lea@example.org']);
  });

  test('says how many there are and how many are needed, and names nobody', async () => {
    await addShift({ inHours: 24, seats: 10, booked: 4, minimum: 6, leader: 'lea@example.org' });
    await watch();
    const [mail] = await t.deps.db.$client`select subject, text from mailbox_mails`;
    expect(mail?.subject).toContain('(4 sur 6)');
    expect(mail?.text).toContain('/admin/shifts/');
    expect(mail?.text).not.toMatch(/@|Ada/);
  });

  test.each([
    { name: 'has half of its seats taken', seats: 9, booked: 5, minimum: null, warns: false },
    { name: 'has one less than half', seats: 9, booked: 4, minimum: null, warns: true },
    { name: 'has its minimum', seats: 40, booked: 3, minimum: 3, warns: false },
    { name: 'has one less than its minimum', seats: 40, booked: 2, minimum: 3, warns: true },
    { name: 'needs nobody', seats: 40, booked: 0, minimum: 0, warns: false },
  ])('that $name: $warns', async ({ seats, booked, minimum, warns }) => {
    await addShift({ inHours: 24, seats, booked, minimum, leader: 'lea@example.org' });
    await watch();
    expect(await warned()).toEqual(warns ? ['lea@example.org'] : []);
  });

  test('that filled up before the mail went, is called off or has begun, has nobody warned', async () => {
    const full = await addShift({ inHours: 24, seats: 10, booked: 1, leader: 'lea@example.org' });
    await t.deps.db.$client`update shifts set warned_at = now()`;
    const [leader] = await t.deps.db.$client`select id from organizers where email = 'lea@example.org'`;
    await t.deps.db.$client`update shifts set booked = 5`;
    await enqueue(t.deps.db, 'shifts.warn-leader', { shiftId: full, organizerId: String(leader?.id) });
    await addShift({ inHours: 24, seats: 10, booked: 0, leader: 'lea@example.org', calledOff: true });
    await addShift({ inHours: -1, seats: 10, booked: 0, leader: 'lea@example.org' });
    await watch();
    expect(await warned()).toEqual([]);
  });

  test('is not forgotten while the transport takes nothing: the warning goes once it does again', async () => {
    let stopped = true;
    const sent: string[] = [];
    const { mailer } = t.deps;
    mailer.send = async (mail) => {
      if (stopped) return { kind: 'stopped', reason: 'Resend: 401 restricted_api_key' };
      sent.push(mail.to);
      return { kind: 'sent', providerId: '' };
    };
    await addShift({ inHours: 24, seats: 10, booked: 0, leader: 'lea@example.org' });
    await watch();
    stopped = false;
    await t.deps.db.$client`update graphile_worker._private_jobs set run_at = now()`;
    await t.runDueJobs();
    expect(sent).toEqual(['lea@example.org']);
  });

  test('of a campaign that is not live has nobody warned', async () => {
    await addShift({ inHours: 24, seats: 10, booked: 0, leader: 'lea@example.org' });
    await t.deps.db.$client`update campaigns set status = 'closed'`;
    await watch();
    expect(await warned()).toEqual([]);
  });
});

type NewShift = {
  inHours: number;
  seats: number;
  booked: number;
  minimum?: number | null;
  leader?: string;
  calledOff?: boolean;
};

async function addShift({ inHours, seats, booked, minimum = null, leader = '', calledOff = false }: NewShift) {
  const id = uuidv7();
  const startsAt = new Date(t.clock.now().getTime() + inHours * hour).toISOString();
  const texts = JSON.stringify({ fr: { title: 'Porte-à-porte', place: 'Parc', details: '' } });
  await t.deps.db.$client`
    insert into shifts (id, campaign_id, key, kind, texts, starts_at, ends_at, timezone, seats, booked, minimum, leader_id, cancelled_at)
    values (${id}, ${campaignId}, ${id}, 'canvass', ${texts}::text::jsonb, ${startsAt}, ${startsAt}::timestamptz + interval '2 hours',
      'America/Toronto', ${seats}, ${booked}, ${minimum}, (select id from organizers where email = ${leader}),
      case when ${calledOff}::boolean then now() end)`;
  return id;
}

/** What is done every half hour. */
async function watch(): Promise<void> {
  await enqueue(t.deps.db, 'shifts.watch', {});
  await t.runDueJobs();
}

async function warned(): Promise<string[]> {
  const rows = await t.deps.db.$client`select "to" from mailbox_mails order by "to"`;
  return rows.map(({ to }) => String(to));
}
