/** `of` people, of whom `count` did something. */
export type Proportion = { count: number; of: number };
/** Between 0 and 1; of a difference, between -1 and 1. */
export type Interval = { low: number; high: number };

/** Of the normal distribution, for 95 % on both sides. */
const z = 1.959963984540054;

/**
 * The 95 % score interval of a proportion (E. B. Wilson, "Probable inference, the law of succession, and statistical
 * inference", JASA 22, 1927, 209-212; method 3 in R. G. Newcombe, "Two-sided confidence intervals for the single
 * proportion", Statistics in Medicine 17, 1998, 857-872). Of nobody, anything may be true.
 */
export function wilson({ count, of }: Proportion): Interval {
  if (of === 0) return { low: 0, high: 1 };
  const share = count / of;
  const middle = 2 * count + z * z;
  const reach = z * Math.sqrt(z * z + 4 * count * (1 - share));
  const below = 2 * (of + z * z);
  // At the ends the formula is exact, and its rounding is not.
  const low = count === 0 ? 0 : (middle - reach) / below;
  const high = count === of ? 1 : (middle + reach) / below;
  return { low, high };
}

/**
 * The 95 % interval of the difference `one - other` of two proportions of different people (the hybrid score interval,
 * method 10 in R. G. Newcombe, "Interval estimation for the difference between independent proportions: comparison of
 * eleven methods", Statistics in Medicine 17, 1998, 873-890).
 */
export function difference(one: Proportion, other: Proportion): Interval {
  if (one.of === 0 || other.of === 0) return { low: -1, high: 1 };
  const [first, second] = [one.count / one.of, other.count / other.of];
  const [ofFirst, ofSecond] = [wilson(one), wilson(other)];
  return {
    low: first - second - Math.hypot(first - ofFirst.low, ofSecond.high - second),
    high: first - second + Math.hypot(ofFirst.high - first, second - ofSecond.low),
  };
}

/** Which of two is better, as far as that can be told: where the interval of the difference leaves out that there is none. */
export function better(a: Proportion, b: Proportion): 'a' | 'b' | undefined {
  const { low, high } = difference(b, a);
  return low > 0 ? 'b' : high < 0 ? 'a' : undefined;
}
