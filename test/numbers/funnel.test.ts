import { expect, test } from 'vitest';
import { stepsWith } from '../../src/numbers/figures-form.ts';
import { funnelOf } from '../../src/numbers/funnel.ts';

const part = (counts: Record<string, number>, step: string) =>
  funnelOf(stepsWith((name) => counts[name])).find((one) => one.step === step);

const drive = { seen: 900, signedUp: 100, confirmed: 80, booked: 30, attended: 24, reported: 24 };

test('a funnel says which share goes on to the next step, and how many do not', () => {
  expect(part(drive, 'seen')).toMatchObject({ width: 1, next: { step: 'signedUp', short: 800 } });
  expect(part(drive, 'signedUp')).toMatchObject({ width: 1, next: { step: 'confirmed', share: 0.8, short: 20 } });
  expect(part(drive, 'attended')).toMatchObject({ width: 0.24, next: { step: 'reported', share: 1, short: 0 } });
  expect(part(drive, 'reported')?.next).toBeUndefined();
});

test('most are lost where most people are, whoever only opened the page', () => {
  const worst = funnelOf(stepsWith((step) => drive[step === 'pledged' ? 'seen' : step])).filter((one) => one.isWorst);
  expect(worst.map(({ step }) => step)).toEqual(['confirmed']);
  expect(funnelOf(stepsWith(() => 0)).some((one) => one.isWorst)).toBe(false);
  expect(funnelOf(stepsWith(() => 7)).some((one) => one.isWorst)).toBe(false);
});

test('a step with more people than the one before it is no share of it, and drawn no wider than can be', () => {
  const counts = { seen: 2, signedUp: 5, confirmed: 5, booked: 1, attended: 0, reported: 9 };
  expect(part(counts, 'seen')?.next).toBeUndefined();
  expect(part(counts, 'attended')).toMatchObject({ width: 0, next: undefined });
  expect(part(counts, 'reported')?.width).toBe(1);
  expect(part(counts, 'signedUp')?.width).toBeCloseTo(5 / 9);
});
