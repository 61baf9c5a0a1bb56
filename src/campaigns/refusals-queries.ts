import { desc, gt, sql } from 'drizzle-orm';
import type { Db } from '../db/client.ts';
import type { Campaign } from './queries.ts';
import { campaignGuards, campaigns, refusedPosts } from './table.ts';

/** What was refused of one campaign's posts. */
export type RefusedOf = {
  campaign: Pick<Campaign, 'slug' | 'texts' | 'status'>;
  /** Whether its form asks for a proof of work at the moment, since when, and until when at least. */
  proof: { since: Date; until: Date } | undefined;
  /** The newest day first; `day` is `YYYY-MM-DD`, in UTC. */
  days: { day: string; reason: string; count: number }[];
};

const shownDays = 30;

/** Every campaign that is open or had something refused in the last 30 days, the newest first. */
export async function refusalsByCampaign(db: Db, now: Date): Promise<RefusedOf[]> {
  const [all, guards, refused] = await Promise.all([
    db.select().from(campaigns).orderBy(sql`${campaigns.status} <> 'live'`, desc(campaigns.createdAt)),
    db.select().from(campaignGuards).where(gt(campaignGuards.onUntil, now)),
    db
      .select()
      .from(refusedPosts)
      .where(
        sql`${refusedPosts.day} > (${now.toISOString()}::timestamptz at time zone 'UTC')::date - ${shownDays}::int`,
      )
      .orderBy(desc(refusedPosts.day), desc(refusedPosts.count)),
  ]);
  const days = Map.groupBy(refused, ({ campaignId }) => campaignId);
  return all.flatMap((campaign) => {
    const guard = guards.find(({ campaignId }) => campaignId === campaign.id);
    const proof = guard?.onSince && guard.onUntil ? { since: guard.onSince, until: guard.onUntil } : undefined;
    const of = days.get(campaign.id) ?? [];
    return campaign.status === 'live' || of.length > 0 ? [{ campaign, proof, days: of }] : [];
  });
}
