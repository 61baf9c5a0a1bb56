import type { Campaign } from '../campaigns/queries.ts';
import { createStaleCache, type StaleCache } from '../db/stale-cache.ts';
import type { Deps } from '../deps.ts';
import type { Shift } from '../shifts/queries.ts';
import { upcomingShifts } from '../shifts/queries.ts';
import { campaignProgress, type Progress } from './queries.ts';

/** What a landing page shows beside its campaign's words. */
export type LandingFigures = { progress: Progress; shifts: Shift[] };

/** Keeps the figures of landing pages in memory, by slug; a few seconds old, older with the database away. */
export function createLandingFigures(deps: Deps): StaleCache<LandingFigures> {
  return createStaleCache(
    async (slug) => {
      const campaign = await deps.campaigns.find(slug);
      return campaign && (await readFigures(deps, campaign));
    },
    // Counting a million sign-ups must not take the cores from those that come in.
    { freshFor: 2_000, restBetweenReads: 50, staleFor: 30_000, onError: deps.onMissed },
  );
}

/** What is shown where nothing could be read yet: the page without its figures is better than none. */
export function unknownFigures(campaign: Campaign): LandingFigures {
  return { progress: { ...campaign.settings.goal, value: 0 }, shifts: [] };
}

async function readFigures({ db, clock }: Deps, campaign: Campaign): Promise<LandingFigures> {
  const [progress, shifts] = await Promise.all([
    campaignProgress(db, campaign),
    upcomingShifts(db, campaign.id, clock.now()),
  ]);
  return { progress, shifts };
}
