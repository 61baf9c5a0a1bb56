import { desc, eq, sql } from 'drizzle-orm';
import type { Campaign } from '../campaigns/queries.ts';
import { campaigns } from '../campaigns/table.ts';
import type { Db } from '../db/client.ts';
import type { CampaignContent } from '../imports/form.ts';
import { readContent } from '../imports/queries.ts';
import { signups } from '../signups/table.ts';

/** Every campaign with what it holds: open ones first, then drafts, closed and archived ones; the newest first. */
export async function listCampaigns(db: Db): Promise<{ campaign: Campaign; content: CampaignContent }[]> {
  const rank = sql`array_position(array['live', 'draft', 'closed', 'archived'], ${campaigns.status})`;
  const rows = await db.select().from(campaigns).orderBy(rank, desc(campaigns.updatedAt));
  return await Promise.all(rows.map(async (campaign) => ({ campaign, content: await readContent(db, campaign) })));
}

/** As many people as are counted one by one; beyond, "more than" says enough. */
export const mostCounted = 10_000;

/**
 * How many people have signed up to a campaign; one more than `mostCounted` where there are more: with a million of
 * them a page does not wait. In the order of an index, which is read no further than that.
 */
export async function countPeople(db: Db, campaignId: string): Promise<number> {
  const people = db
    .selectDistinct({ contactId: signups.contactId })
    .from(signups)
    .where(eq(signups.campaignId, campaignId))
    .orderBy(signups.contactId)
    .limit(mostCounted + 1);
  return await db.$count(people.as('people'));
}
