import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSharedLimit } from '../../src/db/shared-limit.ts';
import { hashAddress } from '../../src/http/client-address.ts';
import { spaceUrl } from '../../src/http/links.ts';
import { startTest, type TestApp } from '../support/app.ts';
import { aCampaign, addCampaign } from '../support/campaign.ts';
import { post, signUp } from '../support/forms.ts';

let t: TestApp;
let shift: string;
let campaignId: string;
beforeEach(async () => {
  t = await startTest();
  const { shifts } = aCampaign();
  campaignId = await addCampaign(t.deps, { shifts: shifts.map((one) => ({ ...one, seats: 3 })) });
  const [row] = await t.deps.db.$client`select id from shifts`;
  shift = String(row?.id);
});
afterEach(() => t.close());

/** Signs up with an address that need not be one's own; returns the path of the page after the form. */
const next = async (email: string, firstName = 'Ada') =>
  (await signUp(t.app, { email, firstName })).headers.get('location') ?? '';
const outcome = async (path: string, act: 'bookings' | 'waits') => {
  const answer = await post(t.app, `${path}/${act}`, { shift });
  return new URL(answer.headers.get('location') ?? '', 'http://localhost').searchParams.get('outcome');
};
/** Takes every seat that is left. */
const fill = async () => {
  for (let one = 0; (await outcome(await next(`other${one}@example.org`), 'bookings')) === 'booked'; one += 1);
};

describe('who signs up with the address of somebody else', () => {
  test('cannot tell whether they sit in a full shift, by asking for a seat or for a place in line', async () => {
    expect(await outcome(await next('known@example.org'), 'bookings')).toBe('booked');
    await fill();
    for (const email of ['known@example.org', 'new@example.org']) {
      const path = await next(email, 'Eve');
      expect(await outcome(path, 'bookings'), email).toBe('full');
      expect(await outcome(path, 'waits'), email).toBe('waiting');
      expect(await outcome(path, 'waits'), email).toBe('waiting');
    }
  });

  test('cannot tell it by asking while there is room and again once there is none', async () => {
    await outcome(await next('known@example.org'), 'bookings');
    const [known, stranger] = [await next('known@example.org', 'Eve'), await next('new@example.org', 'Eve')];
    for (const path of [known, stranger]) expect(await outcome(path, 'bookings')).toBe('booked');
    await fill();
    for (const path of [known, stranger]) expect(await outcome(path, 'bookings')).toBe('booked');
  });

  test('cannot take the seat that is held for them, nor learn that one is', async () => {
    await next('first@example.org');
    const space = await spaceOf('first@example.org');
    await outcome(space, 'bookings');
    await fill();
    await outcome(await next('waits@example.org'), 'waits');
    const [booking] = await t.deps.db.$client`
      select b.id from bookings b join contacts c on c.id = contact_id where email = 'first@example.org'`;
    await post(t.app, `${space}/bookings/${booking?.id}/cancel`, {});
    expect((await waits()).map(({ state }) => state)).toEqual(['offered']);
    for (const email of ['waits@example.org', 'new@example.org']) {
      expect(await outcome(await next(email, 'Eve'), 'bookings'), email).toBe('full');
    }
    expect((await waits()).map(({ state }) => state)).toEqual(['offered']);
  });
});

test('who booked and sends the form again is answered as before, also when the shift is full by then', async () => {
  const path = await next('ada@example.org');
  expect(await outcome(path, 'bookings')).toBe('booked');
  expect(await outcome(path, 'bookings')).toBe('booked');
  await fill();
  expect(await outcome(path, 'bookings')).toBe('booked');
  const [{ count } = { count: 0 }] = await t.deps.db.$client`
    select count(*)::int as count from activities where kind = 'booking.repeated'`;
  expect(count).toBe(0);
});

describe('the waiting list, right after the form,', () => {
  test('holds no seat of a shift that has some left', async () => {
    const path = await next('ada@example.org');
    expect(await outcome(path, 'waits')).toBe('seats-left');
    expect(await waits()).toEqual([]);
    expect(await (await t.app.request(`${path}?outcome=seats-left`)).text()).toContain(`action="${path}/bookings"`);
  });

  test('has the limit that seats have', async () => {
    await t.deps.db.$client`update shifts set booked = seats`;
    const path = await next('ada@example.org');
    expect(await outcome(path, 'waits')).toBe('waiting');
    const limit = createSharedLimit(t.deps.db, { name: 'booking', points: 300, seconds: 3_600 });
    const client = hashAddress(t.deps.config.secret, 'unknown');
    while ((await limit.admit(client)).ok);
    for (const act of ['waits', 'bookings']) {
      expect((await post(t.app, `${path}/${act}`, { shift })).status, act).toBe(429);
    }
  });
});

async function spaceOf(email: string): Promise<string> {
  const [contact] = await t.deps.db.$client`select id from contacts where email = ${email}`;
  const of = { contactId: String(contact?.id), campaignId, since: t.clock.now() };
  return spaceUrl({ baseUrl: '', secret: t.deps.config.secret }, of);
}

async function waits() {
  return await t.deps.db.$client`select state from shift_waits`;
}
