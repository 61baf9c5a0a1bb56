import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bookShift } from '../../src/shifts/book-shift.ts';
import { cancelBooking } from '../../src/shifts/cancel-booking.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { addCampaign } from '../support/campaign.ts';

let t: TestApp;
let campaignId: string;
beforeAll(async () => {
  t = await startTest();
  campaignId = await addCampaign(t.deps);
});
afterAll(() => t.close());

describe('seats asked for all at once', () => {
  test('200 people and 20 seats: exactly 20 are booked and 180 are told that it is full', async () => {
    const shiftId = await addShift(20);
    const people = await addContacts(200);
    const answers = await Promise.all(people.map((contactId) => book(shiftId, contactId)));
    expect(answers.filter((answer) => answer.ok)).toHaveLength(20);
    const refused = answers.flatMap((answer) => (answer.ok ? [] : [answer.reason]));
    expect(refused).toHaveLength(180);
    expect(new Set(refused)).toEqual(new Set(['full']));
    expect(await seatsOf(shiftId)).toEqual({ booked: 20, rows: 20 });
  });

  test('one person who asks 20 times at once has one seat, and is told yes 20 times', async () => {
    const shiftId = await addShift(5);
    const [contactId = ''] = await addContacts(1);
    const answers = await Promise.all(Array.from({ length: 20 }, () => book(shiftId, contactId)));
    expect(new Set(answers.map((answer) => (answer.ok ? answer.bookingId : answer.reason))).size).toBe(1);
    expect(answers.every((answer) => answer.ok)).toBe(true);
    expect(await seatsOf(shiftId)).toEqual({ booked: 1, rows: 1 });
    expect(await activitiesOf(contactId)).toEqual(['booking.made']);
  });

  test('one who sits in a full shift is told yes again, not that it is full', async () => {
    const shiftId = await addShift(1);
    const [first = '', second = ''] = await addContacts(2);
    await book(shiftId, first);
    expect(await book(shiftId, second)).toEqual({ ok: false, reason: 'full' });
    expect((await book(shiftId, first)).ok).toBe(true);
  });
});

describe('seats taken and given back at the same time', () => {
  test('the count stays the number of people who sit there', async () => {
    const shiftId = await addShift(10);
    const people = await addContacts(30);
    // Each takes and gives back for a while, in an order of its own; the same person also from two tabs at once.
    await Promise.all([...people, ...people.slice(0, 10)].map((contactId, index) => churn(shiftId, contactId, index)));
    const { booked, rows } = await seatsOf(shiftId);
    expect(booked).toBe(rows);
    expect(Number(booked)).toBeLessThanOrEqual(10);
    // Who asks now finds what is left, to the last seat.
    const answers = await Promise.all(people.map((contactId) => book(shiftId, contactId)));
    expect(answers.filter((answer) => answer.ok)).toHaveLength(10);
    expect(await seatsOf(shiftId)).toEqual({ booked: 10, rows: 10 });
  });

  test('a seat given back twice at once is given back once', async () => {
    const shiftId = await addShift(3);
    const [contactId = '', other = ''] = await addContacts(2);
    await book(shiftId, other);
    const booking = await book(shiftId, contactId);
    const bookingId = booking.ok ? booking.bookingId : '';
    const answers = await Promise.all(Array.from({ length: 10 }, () => cancel(bookingId, contactId)));
    expect(answers).toEqual(Array.from({ length: 10 }, () => true));
    expect(await seatsOf(shiftId)).toEqual({ booked: 1, rows: 1 });
    expect(await activitiesOf(contactId)).toEqual(['booking.made', 'booking.cancelled']);
    expect(await cancel(bookingId, other), 'nobody gives back the seat of another').toBe(false);
  });

  test('a shift that has begun takes nobody, and another campaign cannot give its seats away', async () => {
    const shiftId = await addShift(3);
    const [contactId = ''] = await addContacts(1);
    const foreign = await addCampaign(t.deps, { slug: 'autre', shifts: [] });
    const over = { ok: false, reason: 'over' };
    expect(await book(shiftId, contactId, { campaignId: foreign })).toEqual(over);
    expect(await book(shiftId, contactId, { at: new Date(t.clock.now().getTime() + 10 * 86_400_000) })).toEqual(over);
    expect(await seatsOf(shiftId)).toEqual({ booked: 0, rows: 0 });
  });
});

async function churn(shiftId: string, contactId: string, seed: number): Promise<void> {
  for (let round = 0; round < 6; round++) {
    const answer = await book(shiftId, contactId);
    if (answer.ok && (seed + round) % 3 !== 0) await cancel(answer.bookingId, contactId);
  }
}

function book(shiftId: string, contactId: string, changes: { campaignId?: string; at?: Date } = {}) {
  const request = { shiftId, contactId, campaignId, locale: 'fr' as const, at: t.clock.now(), ...changes };
  return t.deps.db.transaction((tx) => bookShift(tx, request));
}

function cancel(bookingId: string, contactId: string) {
  return t.deps.db.transaction((tx) => cancelBooking(tx, { bookingId, contactId, at: t.clock.now() }));
}

async function addShift(seats: number): Promise<string> {
  const id = uuidv7();
  await t.deps.db.$client`
    insert into shifts (id, campaign_id, key, kind, texts, starts_at, ends_at, timezone, seats)
    select ${id}, campaign_id, ${`k${id}`}, kind, texts, starts_at, ends_at, timezone, ${seats} from shifts
    where campaign_id = ${campaignId} limit 1`;
  return id;
}

async function addContacts(count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => uuidv7());
  await t.deps.db.$client`
    insert into contacts (id, email, locale) select id::uuid, id || '@example.org', 'fr' from string_to_table(${ids.join(' ')}, ' ') as id`;
  return ids;
}

/** What the shift says of itself beside what its bookings say. */
async function seatsOf(shiftId: string) {
  const [row] = await t.deps.db.$client<{ booked: number; rows: number }[]>`
    select booked, (select count(*)::int from bookings where shift_id = shifts.id and state = 'booked') as rows
    from shifts where id = ${shiftId}`;
  return { booked: row?.booked, rows: row?.rows };
}

async function activitiesOf(contactId: string): Promise<unknown[]> {
  const rows = await t.deps.db.$client`select kind from activities where contact_id = ${contactId} order by id`;
  return rows.map((row) => row.kind);
}
