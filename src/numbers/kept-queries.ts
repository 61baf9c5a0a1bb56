import type { Db, Tx } from '../db/client.ts';
import { type CampaignFigures, keptForm } from './figures-form.ts';
import { campaignFigures } from './table.ts';

export type KeptFigures = {
  /** The moment whose state was counted. */
  countedAt: Date;
  /** How long it took, in milliseconds. */
  took: number;
  campaigns: CampaignFigures[];
};

/** How many times as long as it took to count, figures are kept, and for how long at least, in milliseconds. */
const keptFor = 10;
const leastKept = 1_000;

/** Their moment may be so far ahead of this machine's clock: two machines' are never the same. */
const mostAhead = 30_000;

/** When figures are of, and how long it took to count them, in milliseconds. */
type Counting = Pick<KeptFigures, 'countedAt' | 'took'>;

/** Whether figures should be counted anew, for a reader to whom they may be `maxAge` milliseconds old. */
export function isOld({ countedAt, took }: Counting, now: Date, maxAge = leastKept): boolean {
  const age = now.getTime() - countedAt.getTime();
  return age >= Math.max(maxAge, keptFor * took) || age < -mostAhead;
}

/** Whether figures are older than they get while somebody looks and they can be counted. */
export function isLate({ countedAt, took }: Counting, now: Date): boolean {
  return now.getTime() - countedAt.getTime() > 30_000 + 2 * keptFor * took;
}

/** The figures of the last count; undefined where there are none, or what is kept is of another form than this one. */
export async function readKept(db: Db | Tx, timezone: string): Promise<KeptFigures | undefined> {
  // A count writes all of them at once.
  const rows = await db.select().from(campaignFigures);
  const [first] = rows;
  if (!first) return undefined;
  const form = keptForm(timezone);
  const campaigns: CampaignFigures[] = [];
  for (const { campaignId, figures } of rows) {
    const kept = form.safeParse(figures);
    if (!kept.success) return undefined;
    campaigns.push({ campaignId, ...kept.data.figures });
  }
  return { countedAt: first.countedAt, took: first.took, campaigns };
}
