import type { Deps } from '../deps.ts';
import { type CountedFigures, figuresNow, todayOf } from '../numbers/figures-queries.ts';
import type { PledgeAmount } from '../ui/admin-pledge.ts';

/** How many people came how far. */
type Steps = Record<'signedUp' | 'confirmed' | 'booked' | 'attended', number>;

/** How far a campaign is: what a screen shows of its numbers. `today` is the day of the count. `pledged` is in all, the most telling first. */
export type ScreenFigures = { today: Steps; total: Steps; pledged: PledgeAmount[] };

/** The numbers of every campaign by its id, and of when they are. */
export type ReadFigures = Omit<CountedFigures, 'campaigns'> & { campaigns: Map<string, ScreenFigures> };

/** How old figures may be on a screen that looks every two seconds, in milliseconds. */
const maxAge = 5_000;

/** The numbers of every campaign, counted once however many ask. */
export async function readFigures(deps: Deps): Promise<ReadFigures> {
  const { campaigns, ...counted } = await figuresNow(deps, { maxAge });
  return {
    ...counted,
    campaigns: new Map(
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
    ),
  };
}
