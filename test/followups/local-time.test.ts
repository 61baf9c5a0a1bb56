import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { nextHour } from '../../src/followups/local-time.ts';
import { startTest, type TestApp } from '../support/app.ts';

let t: TestApp;
beforeAll(async () => {
  t = await startTest();
});
afterAll(() => t.close());

// In Montreal the clocks go from 1:59 back to 1:00 on November 1, 2026, and from 1:59 on to 3:00 on March 14, 2027.
test.each([
  ['before the first of two', 1, '2026-11-01T04:30Z', '2026-11-01T06:00Z'],
  ['as the first of two begins', 1, '2026-11-01T05:00Z', '2026-11-01T06:00Z'],
  ['in the first of two', 1, '2026-11-01T05:30Z', '2026-11-01T06:00Z'],
  ['as the second of two begins', 1, '2026-11-01T06:00Z', '2026-11-01T06:00Z'],
  ['in the second of two', 1, '2026-11-01T06:30Z', '2026-11-02T06:00Z'],
  ['before one that is skipped', 2, '2027-03-14T06:30Z', '2027-03-14T07:00Z'],
  ['in the place of one that is skipped', 2, '2027-03-14T07:00Z', '2027-03-14T07:00Z'],
  ['after one that is skipped', 2, '2027-03-14T07:10Z', '2027-03-15T06:00Z'],
  ['on any other day', 9, '2026-11-20T14:00:01Z', '2026-11-21T14:00Z'],
])('the next hour of the clock %s', async (_, hour, from, next) => {
  const moment = sql`${from}::timestamptz`;
  const found = nextHour({ moment, zone: sql`'America/Toronto'`, hour: sql`${hour}::int`, weekdays: sql`false` });
  const [row] = await t.deps.db.execute<{ next: string }>(sql`select to_json(${found}) as next`);
  expect(new Date(row?.next ?? '')).toEqual(new Date(next));
});
