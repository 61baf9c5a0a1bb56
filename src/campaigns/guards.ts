import type { Db } from '../db/client.ts';
import { createStaleCache, inTime } from '../db/stale-cache.ts';
import type { Clock } from '../deps.ts';
import { guardedCampaigns } from './queries.ts';

/** Which campaigns' forms ask for a proof of work at the moment; the same on every machine within a second or two. */
export type Guards = {
  isOn(campaignId: string): Promise<boolean>;
  /** Reads anew at the next question. */
  clear(): void;
};

const all = 'all';
/** How long a page or a post waits to know where nothing is known yet, in milliseconds. */
const patience = 1_000;

/** Keeps the few that are on in memory. With the database away, what was last known goes on; if nothing, none is on. */
export function createGuards(db: Db, clock: Clock, onError: (error: unknown) => void): Guards {
  const cache = createStaleCache(() => guardedCampaigns(db, clock.now()), {
    freshFor: 1_000,
    // Nobody's post waits for it.
    staleFor: 3_600_000,
    onError,
  });
  return {
    isOn: async (campaignId) => {
      const on = cache.fresh(all) ?? (await inTime(cache.find(all), patience).catch(() => undefined));
      return on?.has(campaignId) ?? false;
    },
    clear: () => cache.expire(() => true),
  };
}
