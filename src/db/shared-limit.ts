import { RateLimiterDrizzle, RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '../errors.ts';
import type { Db } from './client.ts';
import { inTime } from './stale-cache.ts';
import { rateLimits } from './table.ts';

/**
 * What a limit says of one more. `retryAfter` is in seconds; `giveBack` is for what came to nothing; `first`: of all in
 * the window that are too many.
 */
export type Admission = { ok: true; giveBack(): Promise<void> } | { ok: false; retryAfter: number; first: boolean };

/** A limit by key (a client's address, a recipient …) that holds across machines. */
export type SharedLimit = { admit(key: string): Promise<Admission> };

type Options = {
  /** In a process, there is one limit of a name: whoever asks for it again shares it. */
  name: string;
  /** How many in so many seconds; 0: everyone is admitted. */
  points: number;
  seconds: number;
  /** What a key is written down as; in memory it stands as it is. */
  conceal?: (key: string) => string;
};

/** A machine admits this share of the points without asking, rounded down. */
const share = 1 / 8;
/** So many keys are remembered at once; past it the small counts begin anew. */
const mostKeys = 100_000;
/** How long a sign-up waits for the shared count, in milliseconds. */
const patience = 2_000;
const unlimited: Admission = { ok: true, giveBack: async () => {} };

/**
 * Counts in Postgres, but only what is worth a statement: a machine admits the first eighth of each key's points by
 * itself, so that thousands of people a second, each from an address of their own, cost the database nothing. Beyond
 * it every one is counted in the one table that all machines share, and who is through is then refused from memory.
 *
 * So one machine admits exactly `points` in a window, and N machines at most `points` × (1 + (N − 1) / 8). Windows are
 * fixed: astride the end of one, twice as many may come. With the database away, each machine counts for itself.
 */
export function createSharedLimit(db: Db, options: Options): SharedLimit {
  if (options.points === 0) return { admit: async () => unlimited };
  const known = limits.get(db) ?? new Map<string, SharedLimit>();
  limits.set(db, known);
  const limit = known.get(options.name) ?? makeLimit(db, options);
  known.set(options.name, limit);
  return limit;
}

const limits = new WeakMap<Db, Map<string, SharedLimit>>();

function makeLimit(db: Db, { name, points, seconds, conceal = (key) => key }: Options): SharedLimit {
  const quiet = Math.floor(points * share);
  const counts = createCounts(seconds * 1_000);
  const beyond = { keyPrefix: name, points: points - quiet, duration: seconds };
  const alone = new RateLimiterMemory(beyond);
  const shared = new RateLimiterDrizzle({
    ...beyond,
    storeClient: db,
    schema: rateLimits,
    inMemoryBlockOnConsumed: beyond.points + 1,
    insuranceLimiter: alone,
  });

  /** @throws RateLimiterRes where it is one too many. */
  async function consume(key: string): Promise<void> {
    try {
      await inTime(shared.consume(key), patience);
    } catch (error) {
      // A database that does not even say that it is away.
      if (!(error instanceof AppError)) throw error;
      await alone.consume(key);
    }
  }

  return {
    admit: async (key) => {
      if (counts.of(key) < quiet) {
        counts.add(key, 1);
        return { ok: true, giveBack: async () => counts.add(key, -1) };
      }
      try {
        await consume(conceal(key));
        return { ok: true, giveBack: async () => void (await shared.reward(conceal(key))) };
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        const first = refusal.consumedPoints === beyond.points + 1;
        return { ok: false, retryAfter: Math.max(1, Math.ceil(refusal.msBeforeNext / 1_000)), first };
      }
    },
  };
}

/** Small counts by key in memory, all of them begun anew at the end of a window: no timer for each. */
function createCounts(window: number) {
  let counts = new Map<string, number>();
  let since = performance.now();
  return {
    of: (key: string): number => {
      if (counts.size > mostKeys || performance.now() - since > window) {
        counts = new Map();
        since = performance.now();
      }
      return counts.get(key) ?? 0;
    },
    add: (key: string, more: number): void => {
      counts.set(key, Math.max(0, (counts.get(key) ?? 0) + more));
    },
  };
}
