import { setTimeout as delay } from 'node:timers/promises';
import type { Db } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { countFigures } from './count-figures.ts';
import { dayOf } from './days.ts';
import { type CampaignFigures, type Steps, stepsWith } from './figures-form.ts';
import { isOld, type KeptFigures, readKept } from './kept-queries.ts';

type NumbersDeps = Pick<Deps, 'db' | 'clock' | 'config' | 'log'>;

/** Every campaign's figures, all of one moment. */
export type CountedFigures = {
  /** The moment whose state was counted. */
  countedAt: Date;
  /** How long it took, in milliseconds. */
  took: number;
  /** Its day in the host's zone, `YYYY-MM-DD`: the last of `days`. */
  day: string;
  /** In no order. A campaign made since is not among them: `figuresOf` knows. */
  campaigns: CampaignFigures[];
};

/** What was counted this quickly is worth waiting for anew, in milliseconds. */
const quick = 250;
/** Nobody waits longer than this for figures while older ones can be had, in milliseconds. */
const patience = 1_000;

/** Counts under way, one a process: those who look meanwhile wait for it, without a connection each. */
const underWay = new WeakMap<Db, Promise<KeptFigures>>();

/**
 * Every campaign's figures: those that were counted last, by whichever machine, and kept. Whoever looks once they are
 * older than ten times what the count took, or a second, has them counted anew. Where that is quick they wait for it, so
 * that a small host's figures are always fresh; where it is not, they get the kept ones, which say of when they are, and
 * the next who look get the new ones. So counting never takes more than a tenth of a processor, however many look. A
 * screen that looks all the time says how old they may be, in milliseconds (`maxAge`). Where they cannot be counted,
 * everyone gets the kept ones.
 */
export async function figuresNow(deps: NumbersDeps, { maxAge }: { maxAge?: number } = {}): Promise<CountedFigures> {
  const { timezone } = deps.config;
  const { countedAt, took, campaigns } = await currentFigures(deps, maxAge);
  return { countedAt, took, day: dayOf({ now: countedAt, timezone }), campaigns };
}

async function currentFigures(deps: NumbersDeps, maxAge: number | undefined): Promise<KeptFigures> {
  const kept = await readKept(deps.db, deps.config.timezone);
  if (kept && !isOld(kept, deps.clock.now(), maxAge)) return kept;
  const counting = countOnce(deps);
  if (!kept) return await counting;
  // Whoever looks next asks again.
  const counted = counting.catch((error) => {
    deps.log.warn({ err: error }, 'the numbers could not be counted');
    return kept;
  });
  return kept.took <= quick ? await Promise.race([counted, delay(patience, kept, { ref: false })]) : kept;
}

function countOnce(deps: NumbersDeps): Promise<KeptFigures> {
  const known = underWay.get(deps.db);
  if (known) return known;
  const counting = countFigures(deps).finally(() => underWay.delete(deps.db));
  underWay.set(deps.db, counting);
  return counting;
}

/** A campaign's figures among those counted; zeros for one that was made since. */
export function figuresOf({ campaigns }: CountedFigures, campaignId: string): CampaignFigures {
  const nothing = stepsWith(() => 0);
  return (
    campaigns.find((figures) => figures.campaignId === campaignId) ?? {
      campaignId,
      total: nothing,
      days: [],
      sources: [],
      rest: { sources: 0, ...nothing },
      teams: [],
      pledges: [],
    }
  );
}

/** What happened on the day of the count. */
export function todayOf({ days }: CampaignFigures): Steps {
  return days.at(-1) ?? stepsWith(() => 0);
}
