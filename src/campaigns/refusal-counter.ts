import { sql } from 'drizzle-orm';
import type { Db } from '../db/client.ts';
import type { Clock } from '../deps.ts';
import { refusedPosts } from './table.ts';
import { watchRefusals } from './watch-refusals.ts';

/** Why a post was turned away. */
export const refusals = ['trap', 'too-quick', 'stale-form', 'unproven', 'too-many', 'too-many-recipient'] as const;
export type Refusal = (typeof refusals)[number];

/** Counts posts that were turned away, by campaign, day and reason. */
export type RefusalCounter = {
  count(campaignId: string, reason: Refusal): void;
  /** Notes an accepted post, which refused ones are measured against. */
  noteKept(campaignId: string): void;
  flush(): Promise<void>;
  close(): Promise<void>;
};

const flushEvery = 2_000;

/**
 * Counts in memory and adds to the tables every two seconds: a flood of refused posts must not become one of writes.
 * `onGuarded` hears of a campaign whose form asks for a proof of work from now on.
 */
export function createRefusalCounter(
  db: Db,
  clock: Clock,
  { onError, onGuarded }: { onError(error: unknown): void; onGuarded(): void },
): RefusalCounter {
  const counts = new Map<string, number>();
  let seen = new Map<string, { refused: number; kept: number }>();
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
    const lately = seen;
    seen = new Map();
    for (const [campaignId, { refused, kept }] of lately) {
      if (refused === 0) continue;
      if (await watchRefusals(db, { campaignId, refused, kept, at: clock.now() })) onGuarded();
    }
  }

  function see(campaignId: string, more: 'refused' | 'kept'): void {
    const figures = seen.get(campaignId);
    if (figures) figures[more] += 1;
    else seen.set(campaignId, { refused: 0, kept: 0, [more]: 1 });
  }

  return {
    count: (campaignId, reason) => {
      const key = `${campaignId} ${clock.now().toISOString().slice(0, 10)} ${reason}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
      see(campaignId, 'refused');
    },
    noteKept: (campaignId) => see(campaignId, 'kept'),
    flush,
    close: async () => {
      clearInterval(timer);
      await flush().catch(onError);
    },
  };
}
