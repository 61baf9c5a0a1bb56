import { createStaleCache } from '../db/stale-cache.ts';
import type { Deps } from '../deps.ts';
import { type ApiKey, activeKeys } from './queries.ts';
import { hashToken } from './token.ts';

/** The keys that work, at most a few seconds old. A key for one campaign does not exist for another. */
export type Keys = {
  /** The key of a token, whatever campaign it is for; undefined where it works for none. */
  ofToken(token: string): Promise<ApiKey | undefined>;
  /** The key of a page of another site; `campaignId` undefined: for any campaign. */
  ofOrigin(origin: string, campaignId: string | undefined): Promise<ApiKey | undefined>;
};

type Known = { byHash: Map<string, ApiKey>; byOrigin: Map<string, ApiKey[]> };

/** So often at most, in milliseconds, one that is not known makes the keys be read before their time. */
const surpriseEvery = 1_000;

/** Keeps the few keys that there are in memory: a wrong one costs the database nothing, and it may be away. */
export function createKeys({ db, onStale }: Pick<Deps, 'db' | 'onStale'>): Keys {
  const read = async () => known(await activeKeys(db));
  // One that was revoked works for two seconds more, however quiet it was before.
  const cache = createStaleCache(read, { freshFor: 2_000, staleFor: 2_000, onError: onStale });
  let surprisedAt = 0;

  async function find(pick: (keys: Known) => ApiKey | undefined): Promise<ApiKey | undefined> {
    const keys = cache.fresh('all') ?? (await cache.find('all'));
    const found = keys && pick(keys);
    if (found || performance.now() - surprisedAt < surpriseEvery) return found;
    // Made a moment ago, perhaps: whoever made it tries it at once.
    surprisedAt = performance.now();
    return pick(await read());
  }

  return {
    ofToken: (token) => find(({ byHash }) => byHash.get(hashToken(token))),
    ofOrigin: (origin, campaignId) =>
      find(({ byOrigin }) => byOrigin.get(origin)?.find((key) => campaignId === undefined || isFor(key, campaignId))),
  };
}

/** Whether a key is for a campaign. */
export function isFor(key: ApiKey, campaignId: string): boolean {
  return key.campaignId === null || key.campaignId === campaignId;
}

function known(keys: ApiKey[]): Known {
  const byOrigin = new Map<string, ApiKey[]>();
  for (const key of keys) {
    for (const origin of key.origins) byOrigin.set(origin, [...(byOrigin.get(origin) ?? []), key]);
  }
  return {
    byHash: new Map(keys.flatMap((key) => (key.tokenHash === null ? [] : [[key.tokenHash, key]]))),
    byOrigin,
  };
}
