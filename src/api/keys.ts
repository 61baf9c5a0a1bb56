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

/** Keeps the few keys that there are in memory: a wrong one costs the database nothing, and it may be away. */
export function createKeys({ db, onStale }: Pick<Deps, 'db' | 'onStale'>): Keys {
  const cache = createStaleCache(async () => known(await activeKeys(db)), {
    freshFor: 2_000,
    staleFor: 30_000,
    onError: onStale,
  });
  const read = async () => cache.fresh('all') ?? (await cache.find('all'));
  return {
    ofToken: async (token) => (await read())?.byHash.get(hashToken(token)),
    ofOrigin: async (origin, campaignId) => {
      const keys = (await read())?.byOrigin.get(origin) ?? [];
      return keys.find((key) => campaignId === undefined || isFor(key, campaignId));
    },
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
