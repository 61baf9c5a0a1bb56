import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { signToken } from '../../src/http/token.ts';
import { bookShift } from '../../src/shifts/book-shift.ts';
import { origin, type SignedInTest, signIn, startSignedIn, visitorAs } from '../organizers/signed-in.ts';
import { addCampaign } from '../support/campaign.ts';
import { formBody } from '../support/forms.ts';

type Item = { id?: string; booking?: string; token?: string; act: 'in' | 'out'; at?: string };

const answered = z.object({ answers: z.array(z.object({ outcome: z.string() })) });

const day = 86_400_000;
let t: SignedInTest;
let shiftId: string;
let booked: { id: string; contactId: string };
beforeAll(async () => {
  t = await startSignedIn();
  await addCampaign(t.deps);
  const [shift] = await t.deps.db.$client`select id from shifts`;
  shiftId = String(shift?.id);
});
beforeEach(async () => {
  booked = await addBooking();
});
afterAll(() => t.close());

describe('a tap at the door', () => {
  test('counts once however often a device sends it, and starts what follows on attending once', async () => {
    const item = { id: uuidv7(), booking: booked.id, act: 'in' as const };
    const answers = await Promise.all(Array.from({ length: 8 }, () => send([item])));
    expect(answers.flat().sort()).toEqual([...Array(7).fill('already'), 'kept']);
    expect(await stateOf()).toEqual({ state: 'attended', seen: true });
    expect(await activities()).toEqual(['booking.made', 'booking.attended']);
  });

  test('by two devices is one attendance, and another tap takes it back', async () => {
    expect(await send([{ booking: booked.id, act: 'in' }])).toEqual(['kept']);
    expect(await send([{ booking: booked.id, act: 'in' }])).toEqual(['kept']);
    expect(await activities()).toEqual(['booking.made', 'booking.attended']);
    expect(await send([{ booking: booked.id, act: 'out' }])).toEqual(['kept']);
    expect(await stateOf()).toEqual({ state: 'booked', seen: false });
  });

  test('that comes late changes nothing that another device was told since', async () => {
    const at = (minutes: number) => new Date(t.clock.now().getTime() + minutes * 60_000).toISOString();
    const item = (act: 'in' | 'out', minutes: number) => ({ booking: booked.id, act, at: at(minutes) });
    expect(await send([item('in', -90)])).toEqual(['kept']);
    expect(await send([item('in', -120), item('out', -119)])).toEqual(['kept', 'kept']);
    expect(await stateOf(), 'the old one was taken back, not this one').toEqual({ state: 'attended', seen: true });
    expect(await send([item('out', -60)])).toEqual(['kept']);
    expect(await send([item('in', -80)])).toEqual(['kept']);
    expect(await stateOf()).toEqual({ state: 'booked', seen: false });
    expect(await activities()).toEqual(['booking.made', 'booking.attended', 'booking.unattended']);
  });

  test('counts from a device whose clock is behind, too, by what it is off as it sends', async () => {
    const now = t.clock.now().getTime();
    const at = (minutes: number) => new Date(now + minutes * 60_000).toISOString();
    await send([{ booking: booked.id, act: 'in', at: at(-2) }]);
    await send([{ booking: booked.id, act: 'out', at: at(-180) }], { sentAt: at(-180) });
    expect(await stateOf()).toEqual({ state: 'booked', seen: false });
    await send([{ booking: booked.id, act: 'in', at: at(-182) }], { sentAt: at(-180) });
    expect(await stateOf(), 'heard late, and so it is').toEqual({ state: 'booked', seen: false });
  });

  test('keeps what the person said of it themselves when it is taken back', async () => {
    await t.deps.db.$client`
      insert into reports (id, contact_id, campaign_id, booking_id, kind, created_at)
      select ${uuidv7()}, contact_id, campaign_id, id, 'attended', now() from bookings where id = ${booked.id}`;
    await send([
      { booking: booked.id, act: 'in' },
      { booking: booked.id, act: 'out' },
    ]);
    expect((await stateOf()).state).toBe('attended');
  });

  test('by the code that a person shows is theirs; a forged, an old or another shift’s code is nobody’s', async () => {
    const at = new Date(t.clock.now().getTime() + 3_600_000);
    const token = signToken(t.deps.config.secret, 'door', { ids: [booked.id], at });
    const old = signToken(t.deps.config.secret, 'door', { ids: [booked.id], at: new Date(0) });
    const foreign = signToken(t.deps.config.secret, 'space', { ids: [booked.id], at });
    const forged = `${token.slice(0, -2)}AA`;
    const wrong = [old, foreign, forged, 'x'].map((one) => ({ token: one, act: 'in' as const }));
    expect(await send(wrong)).toEqual(['unknown', 'unknown', 'unknown', 'unknown']);
    expect((await stateOf()).state).toBe('booked');
    expect(await send([{ token, act: 'in' }])).toEqual(['kept']);
    expect((await stateOf()).state).toBe('attended');
  });

  test('by a code that has ended since it was scanned still counts, and a scan after its end does not', async () => {
    const end = t.clock.now();
    const token = signToken(t.deps.config.secret, 'door', { ids: [booked.id], at: end });
    const at = (minutes: number) => new Date(end.getTime() + minutes * 60_000).toISOString();
    t.clock.advance(10 * 60_000);
    expect(await send([{ token, act: 'in', at: at(5) }])).toEqual(['unknown']);
    expect(await send([{ token, act: 'in', at: at(-5) }])).toEqual(['kept']);
    expect((await stateOf()).state).toBe('attended');
  });

  test('by a code of before SECRET was changed is theirs while OLD_SECRET is set', async () => {
    const oldSecret = 'the secret before the one of now, 41';
    const token = signToken(oldSecret, 'door', { ids: [booked.id], at: new Date(t.clock.now().getTime() + 3_600_000) });
    expect(await send([{ token, act: 'in' }])).toEqual(['unknown']);
    t.deps.config.oldSecret = oldSecret;
    expect(await send([{ token, act: 'in' }])).toEqual(['kept']);
    t.deps.config.oldSecret = undefined;
  });

  test('from a clock that is ahead is of now, and for a seat that was given back says so', async () => {
    const ahead = new Date(t.clock.now().getTime() + 86_400_000).toISOString();
    await send([{ booking: booked.id, act: 'in', at: ahead }]);
    const [row] = await t.deps.db.$client`select checked_in_at from bookings where id = ${booked.id}`;
    expect(new Date(row?.checked_in_at).getTime()).toBe(t.clock.now().getTime());
    await t.deps.db.$client`update bookings set state = 'cancelled', checked_in_at = null where id = ${booked.id}`;
    expect(await send([{ booking: booked.id, act: 'in' }])).toEqual(['cancelled']);
  });

  test('without JavaScript is a button that works twice as once', async () => {
    const page = await (await t.get(`/admin/shifts/${shiftId}/check-in`)).text();
    const form = page.slice(page.indexOf(`data-person="${booked.id}"`));
    const tap = /name="tap" value="([^"]+)"/.exec(form)?.[1] ?? '';
    for (let press = 0; press < 2; press++) {
      const answer = await t.app.request(`/admin/shifts/${shiftId}/check-in`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', origin, cookie: t.cookie },
        body: formBody({ tap, booking: booked.id, act: 'in' }),
      });
      expect(answer.status).toBe(303);
    }
    expect(await stateOf()).toEqual({ state: 'attended', seen: true });
  });
});

describe('the door', () => {
  test('is open to whoever leads that shift, and to no other leader and no viewer', async () => {
    const mine = await visitorAs(t, 'leader', 'mine@example.org');
    const other = await visitorAs(t, 'leader', 'other@example.org');
    const viewer = await visitorAs(t, 'viewer', 'viewer@example.org');
    await t.deps.db.$client`update shifts set leader_id = ${mine.id} where id = ${shiftId}`;
    const path = `/admin/shifts/${shiftId}/check-in`;
    expect((await mine.get(path)).status).toBe(200);
    expect((await other.get(path)).status).toBe(404);
    expect((await viewer.get(path)).status).toBe(403);
    for (const visitor of [other, viewer]) {
      const item = { id: uuidv7(), booking: booked.id, act: 'in', at: t.clock.now().toISOString() };
      const answer = await post([item], visitor.cookie);
      expect(answer.status).toBeGreaterThanOrEqual(403);
    }
    expect((await stateOf()).state).toBe('booked');
  });

  test('takes what its leader tapped in time for thirty days more, and nothing that they tapped later', async () => {
    const leader = await visitorAs(t, 'leader', 'late@example.org');
    await t.deps.db.$client`update shifts set leader_id = ${leader.id} where id = ${shiftId}`;
    const [shift] = await t.deps.db.$client`select ends_at from shifts where id = ${shiftId}`;
    const end = new Date(shift?.ends_at).getTime();
    const before = t.clock.now().getTime();
    const other = await addBooking();
    t.clock.advance(end + 3 * day - before);
    const cookie = await signIn(t, leader.email);
    try {
      const item = (booking: string, at: number) => ({
        id: uuidv7(),
        booking,
        act: 'in',
        at: new Date(at).toISOString(),
      });
      const answer = await post([item(booked.id, end), item(other.id, end + 2 * day)], cookie);
      const said = await answer.json();
      expect(answered.parse(said).answers.map(({ outcome }) => outcome)).toEqual(['kept', 'late']);
      expect(said, 'who is there is not theirs to see any more').not.toHaveProperty('here');
      expect(await stateOf()).toEqual({ state: 'attended', seen: true });
      expect((await leader.get(`/admin/shifts/${shiftId}/check-in`)).status).toBe(404);
      t.clock.advance(29 * day);
      expect((await post([item(other.id, end)], await signIn(t, leader.email))).status).toBe(404);
    } finally {
      t.clock.advance(before - t.clock.now().getTime());
    }
  });

  test('whoever was seen there is not asked whether they came', async () => {
    await send([{ booking: booked.id, act: 'in' }]);
    await t.runDueJobs();
    t.clock.advance(6 * 86_400_000);
    await t.runDueJobs();
    const rows = await t.deps.db.$client`
      select name, state, reason from messages where subject_id = ${booked.id} and name = 'report-ask'`;
    expect(rows.map((row) => ({ ...row }))).toEqual([
      { name: 'report-ask', state: 'suppressed', reason: 'reported-already' },
    ]);
  });
});

async function post(items: object[], cookie: string, more: object = {}): Promise<Response> {
  return await t.app.request(`/admin/shifts/${shiftId}/check-in/taps`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin, cookie },
    body: JSON.stringify({ items, ...more }),
  });
}

async function send(items: Item[], more: object = {}): Promise<string[]> {
  const full = items.map((item) => ({ id: uuidv7(), at: t.clock.now().toISOString(), ...item }));
  const answer = await post(full, t.cookie, more);
  expect(answer.status).toBe(200);
  const { answers } = answered.parse(await answer.json());
  return answers.map(({ outcome }) => outcome);
}

async function addBooking(): Promise<{ id: string; contactId: string }> {
  const contactId = uuidv7();
  await t.deps.db.$client`
    insert into contacts (id, email, first_name, locale, confirmed_at) values (${contactId}, ${`${contactId}@example.org`}, 'Zoé', 'fr', now())`;
  const [shift] = await t.deps.db.$client`select campaign_id from shifts where id = ${shiftId}`;
  const request = { shiftId, contactId, campaignId: String(shift?.campaign_id), locale: 'fr' as const };
  const made = await t.deps.db.transaction((tx) => bookShift(tx, { ...request, at: t.clock.now() }));
  if (!made.ok) throw new Error(made.reason);
  return { id: made.bookingId, contactId };
}

async function stateOf() {
  const [row] = await t.deps.db.$client<{ state: string; seen: boolean }[]>`
    select state, checked_in_at is not null as seen from bookings where id = ${booked.id}`;
  return { ...row };
}

async function activities(): Promise<unknown[]> {
  const rows = await t.deps.db.$client`select kind from activities where contact_id = ${booked.contactId} order by id`;
  return rows.map(({ kind }) => kind);
}
