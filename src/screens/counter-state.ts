import { showsGoal } from '../campaigns/goal-view.ts';
import { type CampaignView, campaignView } from '../campaigns/view.ts';
import { createStaleCache } from '../db/stale-cache.ts';
import type { Deps } from '../deps.ts';
import { isLocale } from '../locales/index.ts';
import { campaignProgress, type Progress } from '../signups/queries.ts';

export type Counter = { campaign: CampaignView; progress: Progress };

/**
 * Reads counters: what a campaign's landing page says of its goal, counted once for all who look. Undefined where the
 * public sees no such campaign in that language, or no goal of it.
 */
export function createCounters(deps: Deps): (locale: string, slug: string) => Promise<Counter | undefined> {
  const progresses = createStaleCache<Progress>(
    async (slug) => {
      const campaign = await deps.campaigns.find(slug);
      return campaign && (await campaignProgress(deps.db, campaign));
    },
    // Counting a million sign-ups must not take the cores from those that come in.
    { freshFor: 1_500, staleFor: 30_000, restBetweenReads: 50, onError: deps.onMissed },
  );
  deps.announcements.on('campaign', (changed) =>
    progresses.expire((slug) => changed === undefined || slug === changed),
  );

  return async (locale, slug) => {
    const campaign = await deps.campaigns.find(slug);
    const view = campaign && isLocale(locale) ? campaignView(campaign, locale) : undefined;
    if (!view || !showsGoal(view.settings)) return undefined;
    const progress = await progresses.find(slug);
    return progress && { campaign: view, progress };
  };
}
