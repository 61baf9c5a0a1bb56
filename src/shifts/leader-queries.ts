import { asc, eq, gt, sql } from 'drizzle-orm';
import { campaigns } from '../campaigns/table.ts';
import type { Db } from '../db/client.ts';
import { shifts } from './table.ts';

export type LedShift = typeof shifts.$inferSelect & { campaign: typeof campaigns.$inferSelect.texts; slug: string };

/** The shifts that a leader's scope counts: those ahead, and those that ended less than a day ago. */
export async function listLedShifts(db: Db): Promise<LedShift[]> {
  const rows = await db
    .select({ shift: shifts, campaign: campaigns.texts, slug: campaigns.slug })
    .from(shifts)
    .innerJoin(campaigns, eq(campaigns.id, shifts.campaignId))
    .where(gt(shifts.endsAt, sql`now() - interval '1 day'`))
    .orderBy(asc(shifts.startsAt), asc(shifts.id))
    .limit(200);
  return rows.map(({ shift, campaign, slug }) => ({ ...shift, campaign, slug }));
}
