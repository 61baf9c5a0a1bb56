import { type FunnelStep, funnelSteps, type Steps } from './figures-form.ts';

/** A step of the funnel, with what comes of those who got there. */
export type FunnelPart = {
  step: FunnelStep;
  count: number;
  /** How wide it is drawn, 0 to 1: as a part of those who signed up. */
  width: number;
  /**
   * The step after it, the share of these that got there and how many did not; undefined for the last step, where nobody
   * is, and where more got to the next one: a sign-up at a kiosk saw no page, a gift is reported without a shift.
   */
  next: { step: FunnelStep; share: number; short: number } | undefined;
  /** Whether between this step and the next more people are lost than anywhere else. */
  isWorst: boolean;
};

/**
 * The steps with what is drawn of them. Openings of a page are no people: they are as wide as can be, where there are
 * any, and are never the place where most people are lost.
 */
export function funnelOf(total: Steps): FunnelPart[] {
  const widest = Math.max(1, ...funnelSteps.filter((step) => step !== 'seen').map((step) => total[step]));
  const parts = funnelSteps.map((step, index) => {
    const count = total[step];
    const after = funnelSteps[index + 1];
    const goesOn = after !== undefined && count > 0 && total[after] <= count;
    return {
      step,
      count,
      width: step === 'seen' ? Number(count > 0) : count / widest,
      next: goesOn ? { step: after, share: total[after] / count, short: count - total[after] } : undefined,
    };
  });
  const most = Math.max(0, ...parts.map(lostPeople));
  const worst = parts.find((part) => most > 0 && lostPeople(part) === most);
  return parts.map((part) => ({ ...part, isWorst: part === worst }));
}

function lostPeople({ step, next }: Pick<FunnelPart, 'step' | 'next'>): number {
  return step === 'seen' ? 0 : (next?.short ?? 0);
}
