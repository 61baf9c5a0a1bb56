import type { CampaignSettings, NextAsk } from '../campaigns/form.ts';
import { askChain } from '../campaigns/next-asks.ts';

/** What is known to be done or cannot be done. After a form it may only be what that very form did. */
export type Standing = {
  /** Nothing is promised yet, and the campaign goes on. */
  mayPledge: boolean;
  /** There are dates, not theirs yet, to take a seat in or, where they are full, to wait for one. */
  mayBook: boolean;
  /** A seat is theirs, or, where all are full, a place in the line for one. */
  booked: boolean;
};

/** The ask that is made now, the one that "not now" leads to, and whatever else can still be done. */
export type Asking = { ask: NextAsk; skipTo: NextAsk | undefined; others: NextAsk[] };

/**
 * Chooses the next ask from a campaign's chain: the first that makes sense and is not done, or the one that was
 * `wanted` by following a link. Sharing is never done, and stands at the end of a chain that has it nowhere: there is
 * always something to do next.
 */
export function chooseAsk(settings: CampaignSettings, standing: Standing, wanted: string | undefined): Asking {
  const possible = askChain(settings).filter((ask) => isPossible(ask, settings, standing));
  const chain: NextAsk[] = possible.includes('share') ? possible : [...possible, 'share'];
  const open = chain.filter((ask) => ask !== 'shift' || !standing.booked);
  const ask = chain.find((one) => one === wanted) ?? open[0] ?? 'share';
  const after = chain.slice(chain.indexOf(ask) + 1);
  return {
    ask,
    skipTo: after.find((one) => open.includes(one)),
    others: chain.filter((one) => one !== ask),
  };
}

function isPossible(ask: NextAsk, { pledge }: CampaignSettings, standing: Standing): boolean {
  if (ask === 'pledge') return pledge !== null && standing.mayPledge;
  return ask === 'share' || standing.mayBook;
}

/** Whether every one of these dates is full: then what can be had is a place on a waiting list. */
export function areFull(shifts: { left: number }[]): boolean {
  return shifts.length > 0 && shifts.every(({ left }) => left <= 0);
}
