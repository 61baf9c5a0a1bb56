import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkIn } from '../../src/check-in/check-in.ts';
import { sequence } from '../../src/followups/form.ts';
import { enqueue } from '../../src/jobs/enqueue.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { addCampaign } from '../support/campaign.ts';
import { post } from '../support/forms.ts';
import { hour, joinAndConfirm, namesOf, wait } from './inbox.ts';

const words = { subject: 'La suite', body: ['Bonjour {firstName}.'], action: 'Voir' };
const step = (key: string) => ({ key, delayHours: 0, leadsTo: 'shifts', texts: { fr: words, en: words } });
const sequences = [
  sequence.parse({ key: 'after', start: { on: 'attended' }, steps: [step('thanks')] }),
  sequence.parse({ key: 'again', start: { on: 'missed' }, steps: [step('next-time')] }),
];

let t: TestApp;
let seats: { ada: string; bob: string; cleo: string };
let spaces: { ada: string; bob: string; cleo: string };
let shiftId: string;
beforeEach(async () => {
  t = await startTest();
  await addCampaign(t.deps, { sequences });
  const [shift] = await t.deps.db.$client`select id from shifts`;
  shiftId = String(shift?.id);
  spaces = { ada: await arrive('ada'), bob: await arrive('bob'), cleo: await arrive('cleo') };
  const rows = await t.deps.db.$client`
    select b.id, email from bookings b join contacts on contacts.id = b.contact_id`;
  const seat = (name: string) => String(rows.find(({ email }) => email === `${name}@example.org`)?.id);
  seats = { ada: seat('ada'), bob: seat('bob'), cleo: seat('cleo') };
  await t.deps.db.$client`insert into organizers (id, name, email) values ('o', 'O', 'o@example.org')`;
});
afterEach(() => t.close());

describe('whoever is seen at the door', () => {
  test('comes into what begins with attending, once, however often they are tapped and whatever they tell later', async () => {
    await toShift(1);
    for (let tap = 0; tap < 3; tap += 1) await seen(seats.ada);
    await t.runDueJobs();
    await report('ada', 'attended');
    await look(30);
    expect(await sequenceMails('ada')).toEqual(['thanks']);
    expect(await sequenceMails('bob')).not.toContain('thanks');
  });
});

describe('whoever was seen at the door by mistake', () => {
  test('comes into nothing where the tap is taken back before anything has begun', async () => {
    await toShift(1);
    await seen(seats.ada);
    await seen(seats.ada, 'out');
    await look(30);
    expect(await sequenceMails('ada')).not.toContain('thanks');
  });

  test('is taken out again with nothing sent, and comes back in with being seen after all', async () => {
    await pauseSending();
    await toShift(1);
    await seen(seats.ada);
    await t.runDueJobs();
    await seen(seats.ada, 'out');
    await t.runDueJobs();
    expect(await standing()).toEqual([{ ending: 'removed', waiting: 0 }]);
    await seen(seats.ada);
    await t.runDueJobs();
    expect(await standing()).toEqual([{ ending: null, waiting: 1 }]);
    await t.deps.db.$client`delete from campaign_pauses`;
    await look(25);
    expect(await sequenceMails('ada')).toEqual(['thanks']);
  });

  test('gets none of what follows a mail that has gone already', async () => {
    await t.deps.db.$client`
      update sequences set steps = steps || jsonb_build_array(jsonb_set(steps -> 0, '{key}', '"more"')
        || '{"delayHours": 48}') where key = 'after'`;
    await toShift(1);
    await seen(seats.ada);
    await t.runDueJobs();
    await seen(seats.ada, 'out');
    await look(25);
    await look(49);
    expect(await namesOf(t, 'ada@example.org')).not.toContain('more');
    await seen(seats.ada);
    await look(49);
    expect(await namesOf(t, 'ada@example.org'), 'seen after all').toContain('more');
  });

  test('goes on where they say themselves that they were there', async () => {
    await pauseSending();
    await toShift(1);
    await seen(seats.ada);
    await report('ada', 'attended');
    await seen(seats.ada, 'out');
    await t.runDueJobs();
    expect(await standing()).toEqual([{ ending: null, waiting: 1 }]);
  });
});

describe('whoever had a seat, was not seen at the door and says nothing', () => {
  test('comes into what begins with missing it, a day after the shift, once', async () => {
    await toShift(1);
    await seen(seats.ada);
    await report('cleo', 'attended');
    await toShift(2);
    await look(23);
    expect(await sequenceMails('bob'), 'still time to tell').toEqual([]);
    await look(2);
    await look(1);
    await report('bob', 'missed');
    await look(24);
    expect(await sequenceMails('bob')).toEqual(['next-time']);
    expect(await sequenceMails('ada')).toEqual(['thanks']);
    expect(await sequenceMails('cleo'), 'told it themselves').toEqual(['thanks']);
  });

  test('is taken out again where the door, or they themselves, tell late that they were there', async () => {
    await pauseSending();
    await toShift(1);
    await seen(seats.ada);
    const tapped = t.clock.now();
    await toShift(2);
    await look(25);
    expect(await standing('again')).toEqual([
      { ending: null, waiting: 1 },
      { ending: null, waiting: 1 },
    ]);
    await seen(seats.bob, 'in', tapped);
    await report('cleo', 'attended');
    expect(await standing('again')).toEqual([
      { ending: 'removed', waiting: 0 },
      { ending: 'removed', waiting: 0 },
    ]);
    await t.deps.db.$client`delete from campaign_pauses`;
    await look(24);
    expect(await sequenceMails('bob')).toEqual(['thanks']);
    expect(await sequenceMails('cleo')).toEqual(['thanks']);
  });

  test('is not taken for missing where nobody was seen, for then nobody kept the door', async () => {
    await toShift(2);
    await look(26);
    expect(await sequenceMails('bob')).toEqual([]);
  });

  test('is not written to where they gave the seat back, or where the shift is long over', async () => {
    await post(t.app, `${spaces.bob}/bookings/${seats.bob}/cancel`, {});
    await toShift(1);
    await seen(seats.ada);
    await look(9 * 24);
    expect(await sequenceMails('bob')).toEqual([]);
    expect(await sequenceMails('cleo')).toEqual([]);
  });
});

async function arrive(name: string): Promise<string> {
  const space = await joinAndConfirm(t, { email: `${name}@example.org` });
  await post(t.app, `${space}/bookings`, { shift: shiftId });
  await t.runDueJobs();
  return space;
}

/** To so many hours after the shift's beginning; it lasts two. */
async function toShift(hours: number): Promise<void> {
  const [shift] = await t.deps.db.$client`select starts_at from shifts`;
  const then = new Date(shift?.starts_at).getTime() + hours * hour;
  await wait(t, (then - t.clock.now().getTime()) / hour);
}

async function seen(booking: string, act: 'in' | 'out' = 'in', at = t.clock.now()): Promise<void> {
  const tap = { id: uuidv7(), booking, act, at: at.toISOString() };
  const door = { shiftId, organizerId: 'o', secret: t.deps.config.secret, now: t.clock.now() };
  await t.deps.db.transaction((tx) => checkIn(tx, tap, door));
}

async function pauseSending(): Promise<void> {
  await t.deps.db.$client`
    insert into campaign_pauses (campaign_id, paused_at, reason) select id, now(), 'organizer' from campaigns`;
}

/** Where people stand in what begins with attending, or with missing. */
async function standing(key: 'after' | 'again' = 'after') {
  const rows = await t.deps.db.$client`
    select ending, (select count(*)::int from messages m where m.subject_id = e.id and m.state = 'queued') as waiting
    from enrolments e join sequences s on s.id = e.sequence_id and s.key = ${key}`;
  return rows.map((row) => ({ ...row }));
}

async function report(name: keyof typeof seats, answer: 'attended' | 'missed'): Promise<void> {
  await post(t.app, `${spaces[name]}/bookings/${seats[name]}/report`, { answer, count: '' });
  await t.runDueJobs();
}

/** Lets hours pass, and does what is done each hour and each minute. */
async function look(hours: number): Promise<void> {
  await wait(t, hours);
  await enqueue(t.deps.db, 'followups.look-for-starts', {});
  await enqueue(t.deps.db, 'followups.send', {});
  await t.runDueJobs();
}

async function sequenceMails(name: string): Promise<string[]> {
  return (await namesOf(t, `${name}@example.org`)).filter((one) => ['thanks', 'next-time'].includes(one));
}
