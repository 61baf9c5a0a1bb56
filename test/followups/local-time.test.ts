import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contactZone, nextHour } from '../../src/followups/local-time.ts';
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

test.each([
  ['Labrador', 'America/Goose_Bay', ['A0P 1E0', 'A0R 1A0', 'A2V 1A1']],
  ['Newfoundland', 'America/St_Johns', ['A1C 1A1', 'A0K 2P0']],
  ['the north-west of Ontario', 'America/Winnipeg', ['P0W 1E0', 'P0X 1C0', 'P0Y 1A0', 'P8N 1A1', 'P8T 1A1', 'P9A 1A1']],
  ['the rest of Ontario', 'America/Toronto', ['P7A 1A1', 'P0T 1C0', 'K1A 0A6']],
  ['the Peace River country', 'America/Dawson_Creek', ['V0C 1J0', 'V1G 1A1', 'V1J 1A1']],
  ['the east of the Kootenays', 'America/Edmonton', ['V0A 1H0', 'V1A 1A1', 'V1C 1A1']],
  ['the rest of British Columbia', 'America/Vancouver', ['V6B 1A1', 'V0E 2S0']],
  ['no code that is known', 'the place’s', ['', '75001', 'W0A 1A0']],
])('people in %s live by the clock of %s', async (_, zone, codes) => {
  for (const code of codes) {
    const told = contactZone(sql`${code}::text`, sql`'the place’s'`);
    const [row] = await t.deps.db.execute<{ zone: string }>(sql`select ${told} as zone`);
    expect(row?.zone, code).toBe(zone);
  }
});
