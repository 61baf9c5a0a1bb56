import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { drawKey, drawn } from '../../src/broadcasts/split.ts';
import { startTest, type TestApp } from '../support/app.ts';

let t: TestApp;
beforeAll(async () => {
  t = await startTest();
});
afterAll(() => t.close());

type Drawn = { id: string; variant: 'a' | 'b'; cohort: 'first' | 'rest' };

async function draw(ids: string[], key: string, testShare: number, compares = true): Promise<Drawn[]> {
  const from = sql`select value::uuid as id from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb)`;
  const rows = await t.deps.db.execute<Drawn>(sql`
    select id, variant, cohort from (${drawn(from, { key, compares, testShare })}) as one order by id`);
  return [...rows];
}

const halves = (rows: Drawn[]) => {
  const count = (variant: string) => rows.filter((row) => row.variant === variant).length;
  return Math.abs(count('a') - count('b'));
};
const people = fc.uniqueArray(fc.uuid(), { maxLength: 60 });
const secret = fc.string({ minLength: 8 });

describe('the draw of a comparison', () => {
  test('is half and half to within one, in the first group and in the rest, and of the share asked for', async () => {
    await fc.assert(
      fc.asyncProperty(people, secret, fc.integer({ min: 10, max: 100 }), async (ids, word, testShare) => {
        const rows = await draw(ids, drawKey(word, 'one'), testShare);
        const firsts = rows.filter(({ cohort }) => cohort === 'first');
        expect(rows).toHaveLength(ids.length);
        expect(halves(firsts)).toBeLessThanOrEqual(1);
        expect(halves(rows.filter(({ cohort }) => cohort === 'rest'))).toBeLessThanOrEqual(1);
        expect(Math.abs(firsts.length - (ids.length * testShare) / 100)).toBeLessThanOrEqual(2);
      }),
      { numRuns: 60 },
    );
  });

  test('comes out the same each time, whatever the order in which people are read', async () => {
    await fc.assert(
      fc.asyncProperty(people, secret, async (ids, word) => {
        const key = drawKey(word, 'one');
        expect(await draw(ids.toReversed(), key, 50)).toEqual(await draw(ids, key, 50));
      }),
      { numRuns: 20 },
    );
  });

  test('is another one for another broadcast: who gets B once does not always', async () => {
    const ids = Array.from(
      { length: 1_000 },
      (_, index) => `00000000-0000-7000-8000-${String(index).padStart(12, '0')}`,
    );
    const [one, other] = [await draw(ids, drawKey('s', 'one'), 100), await draw(ids, drawKey('s', 'other'), 100)];
    const same = one.filter(({ variant }, index) => other[index]?.variant === variant).length;
    // Of a thousand fair coins, fewer than 420 or more than 580 alike come once in three million draws.
    expect(same).toBeGreaterThan(420);
    expect(same).toBeLessThan(580);
  });

  test('without a comparison gives everyone the one subject at once', async () => {
    const rows = await draw(['00000000-0000-7000-8000-000000000001'], drawKey('s', 'one'), 10, false);
    expect(rows.map(({ variant, cohort }) => [variant, cohort])).toEqual([['a', 'first']]);
  });
});
