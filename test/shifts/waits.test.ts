import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bookShift } from '../../src/shifts/book-shift.ts';
import { callOffShift } from '../../src/shifts/call-off-shift.ts';
import { cancelBooking } from '../../src/shifts/cancel-booking.ts';
import { holdEnd } from '../../src/shifts/hold-end.ts';
import { joinWait } from '../../src/shifts/join-wait.ts';
import { leaveWait } from '../../src/shifts/leave-wait.ts';
import { offerSeats } from '../../src/shifts/offer-seats.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { addCampaign } from '../support/campaign.ts';

const hour = 3_600_000;
let t: TestApp;
let campaignId: string;
beforeAll(async () => {
  t = await startTest();
  campaignId = await addCampaign(t.deps);
});
afterAll(() => t.close());

describe('a waiting list', () => {
  test('offers a seat that comes free to the first in line, and to nobody else', async () => {
    const { shiftId, seated } = await fullShift(1);
    const [first = '', second = '', stranger = ''] = await addContacts(3);
    expect([await wait(shiftId, first), await wait(shiftId, second)]).toEqual(['waiting', 'waiting']);
    await giveBack(shiftId, seated[0] ?? '');
    expect(await statesOf(shiftId)).toEqual(['offered', 'waiting']);
    expect(await book(shiftId, stranger), 'the seat is held').toEqual({ ok: false, reason: 'full' });
    expect(await book(shiftId, second)).toEqual({ ok: false, reason: 'full' });
    expect((await book(shiftId, first)).ok).toBe(true);
    expect(await seatsOf(shiftId)).toEqual({ booked: 1, held: 0, rows: 1, offered: 0 });
    expect(await statesOf(shiftId)).toEqual(['taken', 'waiting']);
  });

  test('passes a hold that ran out on to the next, and the one who let it run out takes nothing any more', async () => {
    const { shiftId, seated } = await fullShift(1);
    const [first = '', second = ''] = await addContacts(2);
    await wait(shiftId, first);
    await wait(shiftId, second);
    await giveBack(shiftId, seated[0] ?? '');
    const late = new Date((await heldUntil(shiftId, first)).getTime() + 1);
    expect(await book(shiftId, first, late), 'late by a millisecond').toEqual({ ok: false, reason: 'full' });
    await t.deps.db.transaction((tx) => offerSeats(tx, shiftId, late));
    expect(await statesOf(shiftId)).toEqual(['passed', 'offered']);
    expect((await book(shiftId, second, late)).ok).toBe(true);
    expect(await seatsOf(shiftId)).toEqual({ booked: 1, held: 0, rows: 1, offered: 0 });
  });

  test('is left by a tap, which hands the seat on, and asking twice is one place', async () => {
    const { shiftId, seated } = await fullShift(1);
    const [first = '', second = ''] = await addContacts(2);
    await Promise.all(Array.from({ length: 5 }, () => wait(shiftId, first)));
    await wait(shiftId, second);
    await giveBack(shiftId, seated[0] ?? '');
    const [offer] = await t.deps.db
      .$client`select id from shift_waits where shift_id = ${shiftId} and state = 'offered'`;
    const leaving = { waitId: String(offer?.id), contactId: first, at: t.clock.now() };
    await Promise.all(Array.from({ length: 5 }, () => t.deps.db.transaction((tx) => leaveWait(tx, leaving))));
    expect(await statesOf(shiftId)).toEqual(['left', 'offered']);
    expect(await seatsOf(shiftId)).toEqual({ booked: 0, held: 1, rows: 0, offered: 1 });
  });

  test('ends with a shift that is called off, of which everyone with a seat is told once', async () => {
    const { shiftId, seated } = await fullShift(2);
    const [first = ''] = await addContacts(1);
    await wait(shiftId, first);
    await giveBack(shiftId, seated[0] ?? '');
    await t.deps.db
      .$client`insert into organizers (id, name, email) values ('o', 'O', 'o@example.org') on conflict do nothing`;
    const calls = await Promise.all([1, 2, 3].map(() => callOffShift(t.deps, { shiftId, by: 'o' })));
    expect(calls.sort()).toEqual([0, 0, 1]);
    expect(await seatsOf(shiftId)).toEqual({ booked: 0, held: 0, rows: 0, offered: 0 });
    expect(await book(shiftId, first)).toEqual({ ok: false, reason: 'over' });
    expect(await wait(shiftId, first)).toBe('over');
  });
});

describe('200 people, 20 seats and a waiting list, all at once', () => {
  test('seats and holds together are never more than there are, and nobody stands beside a free seat', async () => {
    const shiftId = await addShift(20);
    const people = await addContacts(200);
    const most: number[] = [];
    const look = async () => {
      const { booked, held, rows, offered } = await seatsOf(shiftId);
      most.push(rows + offered);
      expect(booked + held).toBeLessThanOrEqual(20);
    };
    await Promise.all(
      people.map(async (contactId, index) => {
        const mine = await book(shiftId, contactId);
        if (!mine.ok) await wait(shiftId, contactId);
        // Every third of those who sit gives the seat back; those who are offered it take it, decline or let it be.
        if (mine.ok && index % 3 === 0) await giveBack(shiftId, contactId);
        if (index % 10 === 0) await look();
        const [offer] = await t.deps.db.$client`
          select id from shift_waits where contact_id = ${contactId} and state = 'offered'`;
        if (offer && index % 3 === 1) await book(shiftId, contactId);
        if (offer && index % 3 === 2) {
          const leaving = { waitId: String(offer.id), contactId, at: t.clock.now() };
          await t.deps.db.transaction((tx) => leaveWait(tx, leaving));
        }
      }),
    );
    expect(Math.max(...most)).toBeLessThanOrEqual(20);
    const { booked, held, rows, offered } = await seatsOf(shiftId);
    expect({ booked, held }).toEqual({ booked: rows, held: offered });
    expect(booked + held, 'with people in line no seat is left').toBe(20);
    // Everyone who is offered a seat now takes it, ten times each at once.
    const offers = await t.deps.db.$client`
      select contact_id from shift_waits where shift_id = ${shiftId} and state = 'offered'`;
    const answers = await Promise.all(
      offers.flatMap((row) => Array.from({ length: 10 }, () => book(shiftId, String(row.contact_id)))),
    );
    expect(answers.every((answer) => answer.ok)).toBe(true);
    expect(await seatsOf(shiftId)).toEqual({ booked: 20, held: 0, rows: 20, offered: 0 });
  });
});

describe('a hold', () => {
  const timezone = 'America/Toronto';
  test.each([
    ['six hours when there is time', '2026-06-20T14:00:00Z', '2026-06-15T13:00:00Z', '2026-06-15T19:00:00.000Z'],
    [
      'to nine in the morning rather than into the night',
      '2026-06-20T14:00:00Z',
      '2026-06-16T00:30:00Z',
      '2026-06-16T13:00:00.000Z',
    ],
    [
      'a quarter of what is left close to the shift',
      '2026-06-20T14:00:00Z',
      '2026-06-20T02:00:00Z',
      '2026-06-20T05:00:00.000Z',
    ],
    ['half an hour at the least', '2026-06-20T14:00:00Z', '2026-06-20T12:50:00Z', '2026-06-20T13:20:00.000Z'],
    [
      'nine in the morning of the night in which clocks go back',
      '2026-11-05T15:00:00Z',
      '2026-11-01T00:00:00Z',
      '2026-11-01T14:00:00.000Z',
    ],
  ])('is %s', (_, startsAt, at, end) => {
    expect(holdEnd({ startsAt: new Date(startsAt), timezone }, new Date(at))?.toISOString()).toBe(end);
  });

  test('is none within the last hour', () => {
    const startsAt = new Date('2026-06-20T14:00:00Z');
    expect(holdEnd({ startsAt, timezone }, new Date('2026-06-20T13:00:01Z'))).toBeUndefined();
  });
});

async function fullShift(seats: number): Promise<{ shiftId: string; seated: string[] }> {
  const shiftId = await addShift(seats);
  const seated = await addContacts(seats);
  for (const contactId of seated) await book(shiftId, contactId);
  return { shiftId, seated };
}

function book(shiftId: string, contactId: string, at = t.clock.now()) {
  const request = { shiftId, contactId, campaignId, locale: 'fr' as const, at };
  return t.deps.db.transaction((tx) => bookShift(tx, request));
}

function wait(shiftId: string, contactId: string) {
  const request = { shiftId, contactId, campaignId, locale: 'fr' as const, at: t.clock.now() };
  return t.deps.db.transaction((tx) => joinWait(tx, request));
}

async function giveBack(shiftId: string, contactId: string): Promise<void> {
  const [booking] = await t.deps.db.$client`
    select id from bookings where shift_id = ${shiftId} and contact_id = ${contactId}`;
  const giving = { bookingId: String(booking?.id), contactId, at: t.clock.now() };
  expect(await t.deps.db.transaction((tx) => cancelBooking(tx, giving))).toBe(true);
}

async function addShift(seats: number): Promise<string> {
  const id = uuidv7();
  const startsAt = new Date(t.clock.now().getTime() + 100 * hour).toISOString();
  await t.deps.db.$client`
    insert into shifts (id, campaign_id, key, kind, texts, starts_at, ends_at, timezone, seats)
    select ${id}, campaign_id, ${`k${id}`}, kind, texts, ${startsAt}, ${startsAt}::timestamptz + interval '2 hours', timezone, ${seats}
    from shifts where campaign_id = ${campaignId} limit 1`;
  return id;
}

async function addContacts(count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => uuidv7());
  await t.deps.db.$client`
    insert into contacts (id, email, locale) select id::uuid, id || '@example.org', 'fr' from string_to_table(${ids.join(' ')}, ' ') as id`;
  return ids;
}

/** What the shift says of itself beside what its rows say. */
async function seatsOf(shiftId: string) {
  const [row] = await t.deps.db.$client<{ booked: number; held: number; rows: number; offered: number }[]>`
    select booked, held,
      (select count(*)::int from bookings where shift_id = shifts.id and state = 'booked') as rows,
      (select count(*)::int from shift_waits where shift_id = shifts.id and state = 'offered') as offered
    from shifts where id = ${shiftId}`;
  if (!row) throw new Error('no such shift');
  return { ...row };
}

async function statesOf(shiftId: string): Promise<unknown[]> {
  const rows = await t.deps.db.$client`select state from shift_waits where shift_id = ${shiftId} order by id`;
  return rows.map(({ state }) => state);
}

async function heldUntil(shiftId: string, contactId: string): Promise<Date> {
  const [row] = await t.deps.db.$client<{ heldUntil: Date }[]>`
    select held_until as "heldUntil" from shift_waits where shift_id = ${shiftId} and contact_id = ${contactId}`;
  return new Date(row?.heldUntil ?? 0);
}
