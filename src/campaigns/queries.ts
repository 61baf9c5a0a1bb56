import { desc, eq, gt, inArray } from 'drizzle-orm';
import type { Db, Tx } from '../db/client.ts';
import { campaignGuards, campaigns } from './table.ts';

export type Campaign = typeof campaigns.$inferSelect;

/** A campaign by the name in its URL, drafts included. */
export async function findCampaign(db: Db | Tx, slug: string): Promise<Campaign | undefined> {
  const [campaign] = await db.select().from(campaigns).where(eq(campaigns.slug, slug)).limit(1);
  return campaign;
}

export async function campaignsById(db: Db | Tx, ids: string[]): Promise<Map<string, Campaign>> {
  const rows = await db.select().from(campaigns).where(inArray(campaigns.id, ids));
  return new Map(rows.map((row) => [row.id, row]));
}

/** The campaigns that are open, the newest first. */
export async function liveCampaigns(db: Db | Tx): Promise<Campaign[]> {
  return await db
    .select()
    .from(campaigns)
    .where(eq(campaigns.status, 'live'))
    .orderBy(desc(campaigns.createdAt), desc(campaigns.id));
}

/** How many campaigns there are, of any status. */
export async function countCampaigns(db: Db | Tx): Promise<number> {
  return await db.$count(campaigns);
}

/** The ids of the campaigns whose forms ask for a proof of work at a moment. */
export async function guardedCampaigns(db: Db, now: Date): Promise<Set<string>> {
  const { campaignId, onUntil } = campaignGuards;
  const rows = await db.select({ campaignId }).from(campaignGuards).where(gt(onUntil, now));
  return new Set(rows.map((row) => row.campaignId));
}
