import { afterAll, beforeAll, expect, test } from 'vitest';
import { activities } from '../../src/activity/table.ts';
import { contacts } from '../../src/contacts/table.ts';
import { type DemoFill, fillDemo } from '../../src/demo/fill-demo.ts';
import { seedDemo } from '../../src/imports/seed-demo.ts';
import { signups } from '../../src/signups/table.ts';
import { startTest, type TestApp } from '../support/app.ts';

let t: TestApp;

beforeAll(async () => {
  t = await startTest();
});

afterAll(async () => {
  await t.close();
});

const fill = (changes: Partial<DemoFill> = {}) =>
  fillDemo(t.deps, { contacts: 400, seed: 1, amongReal: false, onProgress: () => {}, ...changes });

test('fills the demo campaigns with people who are plainly made up, and twice is once', async () => {
  expect(await fill()).toEqual({ ok: false, why: 'no-campaigns' });
  await seedDemo(t.deps);
  const seen: number[] = [];
  expect(await fill({ contacts: 300, onProgress: (made) => seen.push(made) })).toEqual({ ok: true, made: 300 });
  expect(seen).toEqual([300]);
  expect(await fill()).toEqual({ ok: true, made: 100 });
  expect(await fill()).toEqual({ ok: true, made: 0 });
  const { db } = t.deps;
  expect([await db.$count(contacts), await db.$count(signups), await db.$count(activities)]).toEqual([400, 600, 2_000]);
  const people = await db.select().from(contacts);
  expect(people.every(({ email }) => email.endsWith('@demo.example.org'))).toBe(true);
  expect(new Set(people.map(({ firstName }) => firstName)).size).toBeGreaterThan(30);
});

test('leaves nothing behind that a foreign key or a count would not allow', async () => {
  const sql = t.deps.db.$client;
  const keys = await sql<{ child: string; column: string; parent: string; key: string }[]>`
    select conrelid::regclass::text as child, a.attname as column, confrelid::regclass::text as parent, b.attname as key
    from pg_constraint
    join pg_attribute as a on a.attrelid = conrelid and a.attnum = conkey[1]
    join pg_attribute as b on b.attrelid = confrelid and b.attnum = confkey[1]
    where contype = 'f' and connamespace = 'public'::regnamespace`;
  expect(keys.length).toBeGreaterThan(20);
  for (const { child, column, parent, key } of keys) {
    const [row] = await sql`
      select count(*)::int as lost from ${sql(child)} as child where ${sql(column)} is not null
        and not exists (select from ${sql(parent)} as parent where parent.${sql(key)} = child.${sql(column)})`;
    expect(row?.lost, `${child}.${column}`).toBe(0);
  }
  for (const table of ['consents', 'pledges', 'bookings', 'reports', 'contact_attempts', 'contact_tags', 'notes']) {
    const [row] = await sql`select count(*)::int as count from ${sql(table)}`;
    expect(row?.count, table).toBeGreaterThan(5);
  }
  const [row] = await sql`
    select count(*)::int as wrong from shifts
    where booked <> (select count(*) from bookings where shift_id = shifts.id and state <> 'cancelled') or booked > seats`;
  expect(row?.wrong).toBe(0);
});

test('gives seats in a campaign to those alone who signed up to it', async () => {
  const [row] = await t.deps.db.$client`
    select count(*)::int as seats, count(distinct shift_id)::int as shifts, count(*) filter (where not exists (
      select from signups where signups.contact_id = bookings.contact_id and signups.campaign_id = bookings.campaign_id
    ))::int as strangers from bookings`;
  expect(row?.strangers).toBe(0);
  expect(row?.seats).toBeGreaterThan(30);
  expect(row?.shifts).toBeGreaterThan(20);
});

test('makes the same people from the same seed', async () => {
  const names = async () =>
    (await t.deps.db.select().from(contacts)).map(({ email, postalCode }) => `${email} ${postalCode}`).sort();
  const before = await names();
  const clear = () => t.deps.db.$client`truncate contacts cascade`;
  await clear();
  await fill();
  expect(await names()).toEqual(before);
  await clear();
  await fill({ seed: 2 });
  expect(await names()).not.toEqual(before);
});

test('refuses where there are real people, unless it is told to go on', async () => {
  await t.deps.db.insert(contacts).values({ id: crypto.randomUUID(), email: 'ada@example.com', locale: 'fr' });
  expect(await fill({ contacts: 500 })).toEqual({ ok: false, why: 'real-contacts' });
  expect(await fill({ contacts: 500, amongReal: true })).toEqual({ ok: true, made: 100 });
});

test('goes on from the highest number where someone is gone from between', async () => {
  const sql = t.deps.db.$client;
  await sql`update contacts set email = 'gone@example.com' where email like '%.7@demo.example.org'`;
  expect(await fill({ contacts: 510, amongReal: true })).toEqual({ ok: true, made: 10 });
});

test('leaves shifts that it did not make as they are', async () => {
  const sql = t.deps.db.$client;
  const [real] = await sql<{ id: string }[]>`
    update shifts set booked = 0, seats = 1 where id = (select id from shifts where key not like 'demo-%' limit 1)
    returning id`;
  await sql`insert into bookings (id, shift_id, contact_id, campaign_id, locale, state, created_at, changed_at)
    select gen_random_uuid(), shifts.id, contacts.id, campaign_id, 'fr', 'booked', now(), now()
    from shifts, (select id from contacts limit 2) as contacts where shifts.id = ${real?.id ?? ''}`;
  await fill({ contacts: 510, amongReal: true });
  expect(await sql`select booked, seats from shifts where id = ${real?.id ?? ''}`).toMatchObject([
    { booked: 0, seats: 1 },
  ]);
});
