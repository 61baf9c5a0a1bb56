import type { Deps } from '../deps.ts';
import { figuresNow, todayOf } from '../numbers/figures-queries.ts';
import type { PledgeAmount } from '../ui/admin-pledge.ts';

/** How many people came how far. */
type Steps = Record<'signedUp' | 'confirmed' | 'booked' | 'attended', number>;

/** How far a campaign is: what a screen shows of its numbers. `pledged` is in all, the most telling first. */
export type ScreenFigures = { today: Steps; total: Steps; pledged: PledgeAmount[] };

/** The numbers of every campaign by its id, counted once however many ask. */
export function createFigures(deps: Deps): () => Promise<Map<string, ScreenFigures>> {
  return async () => {
    const { campaigns } = await figuresNow(deps);
    return new Map(
      campaigns.map((figures) => [
        figures.campaignId,
        {
          today: todayOf(figures),
          total: figures.total,
          pledged: figures.pledges.map(({ kind, currency, frequency, action, pledged: amount }) => ({
            kind,
            currency,
            frequency,
            action,
            amount,
          })),
        },
      ]),
    );
  };
}
