import { sql } from 'drizzle-orm';
import type { Db } from '../db/client.ts';
import type { Clock } from '../deps.ts';
import { refusedPosts } from './table.ts';

/** Why a post was turned away. */
export type Refusal = 'trap' | 'too-quick' | 'stale-form' | 'too-many';

/** Counts posts that were turned away, by campaign, day and reason. */
export type RefusalCounter = {
  count(campaignId: string, reason: Refusal): void;
  flush(): Promise<void>;
  close(): Promise<void>;
};

const flushEvery = 2_000;

/** Counts in memory and adds to the table every two seconds: a flood of refused posts must not become one of writes. */
export function createRefusalCounter(db: Db, clock: Clock, onError: (error: unknown) => void): RefusalCounter {
  const counts = new Map<string, number>();
  let written: Promise<void> = Promise.resolve();
  const timer = setInterval(() => void flush().catch(onError), flushEvery);
  timer.unref();

  /** One after the other: two at once, as when the database is slow to answer, would write the same counts twice. */
  function flush(): Promise<void> {
    written = written.then(write, write);
    return written;
  }

  async function write(): Promise<void> {
    for (const [key, count] of counts) {
      const [campaignId = '', day = '', reason = ''] = key.split(' ');
      await db
        .insert(refusedPosts)
        .values({ campaignId, day, reason, count })
        .onConflictDoUpdate({
          target: [refusedPosts.campaignId, refusedPosts.day, refusedPosts.reason],
          set: { count: sql`${refusedPosts.count} + excluded.count` },
        });
      const left = (counts.get(key) ?? 0) - count;
      if (left > 0) counts.set(key, left);
      else counts.delete(key);
    }
  }

  return {
    count: (campaignId, reason) => {
      const key = `${campaignId} ${clock.now().toISOString().slice(0, 10)} ${reason}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    },
    flush,
    close: async () => {
      clearInterval(timer);
      await flush().catch(onError);
    },
  };
}
