import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { better, difference, wilson } from '../../src/broadcasts/intervals.ts';

const rounded = ({ low, high }: { low: number; high: number }) => [low.toFixed(4), high.toFixed(4)];

describe('the interval of a proportion', () => {
  // Newcombe 1998, Statistics in Medicine 17, 857-872, table I, method 3 (score without continuity correction).
  test.each([
    [81, 263, '0.2553', '0.3662'],
    [15, 148, '0.0624', '0.1605'],
    [0, 20, '0.0000', '0.1611'],
    [1, 29, '0.0061', '0.1718'],
  ])('%i of %i is as it was published', (count, of, low, high) => {
    expect(rounded(wilson({ count, of }))).toEqual([low, high]);
  });

  test('lies between nothing and all, and holds the proportion itself', () => {
    fc.assert(
      fc.property(fc.nat(5_000), fc.nat(5_000), (one, other) => {
        const [count, of] = [Math.min(one, other), Math.max(one, other)];
        const { low, high } = wilson({ count, of });
        const share = of === 0 ? 0.5 : count / of;
        return low >= 0 && high <= 1 && low <= share && share <= high;
      }),
    );
  });
});

describe('the interval of a difference', () => {
  // Newcombe 1998, Statistics in Medicine 17, 873-890, table II, method 10 (hybrid score).
  test.each([
    [56, 70, 48, 80, '0.0524', '0.3339'],
    [9, 10, 3, 10, '0.1705', '0.8090'],
    [6, 7, 2, 7, '0.0582', '0.8062'],
    [5, 56, 0, 29, '-0.0381', '0.1926'],
    [0, 10, 0, 20, '-0.1611', '0.2775'],
    [0, 10, 0, 10, '-0.2775', '0.2775'],
    [10, 10, 0, 20, '0.6791', '1.0000'],
    [10, 10, 0, 10, '0.6075', '1.0000'],
  ])('of %i/%i and %i/%i is as it was published', (count, of, otherCount, otherOf, low, high) => {
    const found = difference({ count, of }, { count: otherCount, of: otherOf });
    expect(rounded(found)).toEqual([low, high]);
  });

  test('is the same seen from the other side, and nobody is better than themselves', () => {
    const proportion = fc
      .tuple(fc.nat(2_000), fc.nat(2_000))
      .map(([one, other]) => ({ count: Math.min(one, other), of: Math.max(one, other) }));
    fc.assert(
      fc.property(proportion, proportion, (a, b) => {
        const [there, back] = [difference(a, b), difference(b, a)];
        expect(there.low).toBeCloseTo(-back.high, 12);
        expect(better(a, a)).toBeUndefined();
        const winner = better(a, b);
        expect(winner === 'a' ? better(b, a) : winner === 'b' ? better(b, a) : undefined).toBe(
          winner === 'a' ? 'b' : winner === 'b' ? 'a' : undefined,
        );
      }),
    );
  });

  test('tells no difference of a handful, and one of thousands', () => {
    expect(better({ count: 3, of: 20 }, { count: 6, of: 20 })).toBeUndefined();
    expect(better({ count: 300, of: 5_000 }, { count: 420, of: 5_000 })).toBe('b');
  });
});
