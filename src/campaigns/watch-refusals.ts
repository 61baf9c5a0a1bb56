import { eq, sql } from 'drizzle-orm';
import type { Db } from '../db/client.ts';
import { campaignGuards } from './table.ts';

/** What one process saw of a campaign in the last moments. */
export type Seen = { campaignId: string; refused: number; kept: number; at: Date };

/** The proof of work is asked for from so many refused posts a minute, on all machines together … */
const manyRefused = 30;
/** … where they are at least one for so many accepted ones: a great crowd always has some old pages in it. */
const keptForOne = 4;
const minute = 60_000;
/** How long it is asked for after the last such minute. */
const onFor = 10 * minute;

/**
 * Adds what was seen to the campaign's minute, and turns the proof of work on, or keeps it on, where it is too much.
 * It goes off by itself: nobody prolongs it any more. Returns whether it was turned on or kept on.
 */
export async function watchRefusals(db: Db, { campaignId, refused, kept, at }: Seen): Promise<boolean> {
  const start = new Date(Math.floor(at.getTime() / minute) * minute);
  const anew = sql`excluded.minute > ${campaignGuards.minute}`;
  const [now] = await db
    .insert(campaignGuards)
    .values({ campaignId, minute: start, refused, kept })
    .onConflictDoUpdate({
      target: campaignGuards.campaignId,
      set: {
        minute: sql`greatest(${campaignGuards.minute}, excluded.minute)`,
        refused: sql`excluded.refused + case when ${anew} then 0 else ${campaignGuards.refused} end`,
        kept: sql`excluded.kept + case when ${anew} then 0 else ${campaignGuards.kept} end`,
      },
    })
    .returning({ refused: campaignGuards.refused, kept: campaignGuards.kept });
  if (!now || now.refused < manyRefused || now.refused * keptForOne < now.kept) return false;
  await db
    .update(campaignGuards)
    .set({
      onSince: sql`case when ${campaignGuards.onUntil} > ${at.toISOString()} then ${campaignGuards.onSince} else ${at.toISOString()} end`,
      onUntil: new Date(at.getTime() + onFor),
    })
    .where(eq(campaignGuards.campaignId, campaignId));
  return true;
}
