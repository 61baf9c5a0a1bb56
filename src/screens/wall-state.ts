import { type Campaign, liveCampaigns } from '../campaigns/queries.ts';
import { createStaleCache } from '../db/stale-cache.ts';
import type { Deps } from '../deps.ts';
import { dayOf } from '../numbers/days.ts';
import { isLate } from '../numbers/kept-queries.ts';
import type { Progress } from '../ui/progress.tsx';
import { seatsByCampaign, waitingByCampaign } from './queries.ts';
import { readFigures, type ScreenFigures } from './read-figures.ts';

/** A campaign as it stands on the wall: counts alone, nobody's name. */
export type WallCampaign = ScreenFigures & { campaign: Campaign; waiting: number; progress: Progress };

/** What hangs on a wall: one campaign, or those that are open. */
export type Wall = {
  campaigns: WallCampaign[];
  /** How many more are open than fit. */
  others: number;
  /** Of when the figures are, whether that is today, and whether they should be newer. */
  counted: { at: Date; isToday: boolean; isLate: boolean };
};

/** More than these could not be read from the back of the room. */
const mostOnWall = 6;

const nothing = { signedUp: 0, confirmed: 0, booked: 0, attended: 0 };
/** Of a campaign that was made since the last count. */
const none: ScreenFigures = { today: nothing, total: nothing, pledged: [] };

/** Reads walls: of one campaign by its slug, undefined where there is none, or of all that are open. */
export function createWalls(deps: Deps): (slug: string | undefined) => Promise<Wall | undefined> {
  // For every wall at once. An old state is shown only where no new one can be had.
  const states = createStaleCache(
    async () => {
      const [open, figures, waiting, seats] = await Promise.all([
        liveCampaigns(deps.db),
        readFigures(deps),
        waitingByCampaign(deps.db),
        seatsByCampaign(deps.db),
      ]);
      return { open, figures, waiting, seats };
    },
    { freshFor: 1_000, staleFor: 1_000, restBetweenReads: 10, onError: deps.onMissed },
  );

  return async (slug) => {
    const state = await states.find('');
    const chosen =
      slug === undefined ? state?.open : [await deps.campaigns.find(slug)].filter((one) => one !== undefined);
    if (!state || !chosen || (slug !== undefined && chosen.length === 0)) return undefined;
    // Asked at each look: with the database away, the state stays as it is and the day does not.
    const now = deps.clock.now();
    const { countedAt, day } = state.figures;
    const isToday = day === dayOf({ now, timezone: deps.config.timezone });
    const campaigns = chosen.slice(0, mostOnWall).map((campaign) => {
      const figures = state.figures.campaigns.get(campaign.id) ?? none;
      const value = reached(campaign, figures, state.seats.get(campaign.id) ?? 0);
      const { kind, target } = campaign.settings.goal;
      return {
        campaign,
        ...figures,
        today: isToday ? figures.today : nothing,
        waiting: state.waiting.get(campaign.id) ?? 0,
        progress: { kind, target, value },
      };
    });
    const counted = { at: countedAt, isToday, isLate: isLate(state.figures, now) };
    return { campaigns, others: chosen.length - campaigns.length, counted };
  };
}

/** How much of its goal a campaign has, as its landing page counts it (`campaignProgress`). */
function reached({ settings }: Campaign, { total, pledged }: ScreenFigures, seats: number): number {
  const { kind } = settings.goal;
  if (kind === 'signups') return total.signedUp;
  if (kind === 'bookings') return seats;
  const promise = kind === 'actions' ? 'action' : kind;
  return pledged.reduce((sum, one) => (one.kind === promise ? sum + one.amount : sum), 0);
}
