import { countedAs, type Origin, type Via } from '../attribution/origin.ts';
import type { Db } from '../db/client.ts';
import type { Clock } from '../deps.ts';
import { recordViews, type Views } from './record-views.ts';

/** Counts how often campaigns' pages are opened, with nothing of who did. */
export type ViewCounter = {
  /** One more opening; `origin` is what its link says it came from. */
  count(campaignId: string, origin?: Origin): void;
  flush(): Promise<void>;
  close(): Promise<void>;
};

/** A campaign's openings of a day that are not written yet: those without an origin, and the others by theirs. */
type Tally = { direct: number; bySource: Map<string, Views> };

const flushEvery = 3_000;
/** Anyone can make sources up by the thousand: beyond these, between two writes, only the way is kept. */
const mostSources = 2_000;

/**
 * Counts in memory and adds to the table every few seconds: the landing page comes from memory, and a statement for
 * each opening would cost more than the page. A process that is killed loses what it had not written.
 */
export function createViewCounter(
  db: Db,
  { clock, timezone, onError }: { clock: Clock; timezone: string; onError(error: unknown): void },
): ViewCounter {
  const calendar = new Intl.DateTimeFormat('fr-CA', { dateStyle: 'short', timeZone: timezone });
  let second = 0;
  let day = '';
  let tallies = new Map<string, Tally>();
  let unwritten: Views[] = [];
  let written: Promise<void> = Promise.resolve();
  const timer = setInterval(() => void flush().catch(onError), flushEvery);
  timer.unref();

  /** The day of the zone; asked once a second, for that costs more than all the rest of counting. */
  function turnDay(): void {
    const now = clock.now();
    const current = Math.floor(now.getTime() / 1_000);
    if (current === second) return;
    second = current;
    const today = calendar.format(now);
    if (today === day) return;
    putAside();
    day = today;
  }

  function putAside(): void {
    for (const [campaignId, { direct, bySource }] of tallies) {
      if (direct > 0) unwritten.push({ campaignId, day, via: 'direct', source: '', count: direct });
      unwritten.push(...bySource.values());
    }
    tallies = new Map();
  }

  /** One after the other: two at once would write the same counts twice. */
  function flush(): Promise<void> {
    written = written.then(write, write);
    return written;
  }

  async function write(): Promise<void> {
    putAside();
    if (unwritten.length === 0) return;
    const views = unwritten;
    unwritten = [];
    try {
      await recordViews(db, views);
    } catch (error) {
      // With the database away for an hour, it is still a row a source.
      unwritten = merged([...views, ...unwritten]);
      throw error;
    }
  }

  return {
    count: (campaignId, origin) => {
      turnDay();
      let tally = tallies.get(campaignId);
      if (!tally) {
        tally = { direct: 0, bySource: new Map() };
        tallies.set(campaignId, tally);
      }
      const from = origin === undefined ? direct : seenAs(origin);
      if (from.via === 'direct') tally.direct += 1;
      else countSource(tally.bySource, { campaignId, day, ...from, count: 1 });
    },
    flush,
    close: async () => {
      clearInterval(timer);
      await flush().catch(onError);
    },
  };
}

const direct = { via: 'direct', source: '' } as const;

/** As a sign-up from there would be counted. A shared link counts as such before anyone knows whose code it holds. */
function seenAs(origin: Origin): { via: Via; source: string } {
  const counted = countedAs(origin);
  return origin.by === undefined ? counted : { via: 'person', source: counted.source };
}

function countSource(bySource: Map<string, Views>, view: Views): void {
  const known = bySource.get(`${view.via} ${view.source}`);
  const source = known || bySource.size < mostSources ? view.source : '';
  const key = `${view.via} ${source}`;
  const views = known ?? bySource.get(key);
  if (views) views.count += view.count;
  else bySource.set(key, { ...view, source });
}

/** The same counts with a row for each campaign, day and source. */
function merged(all: Views[]): Views[] {
  const days = Map.groupBy(all, ({ campaignId, day }) => `${campaignId} ${day}`);
  return [...days.values()].flatMap((views) => {
    const bySource = new Map<string, Views>();
    for (const view of views) countSource(bySource, view);
    return [...bySource.values()];
  });
}
