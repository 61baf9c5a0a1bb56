import { and, eq } from 'drizzle-orm';
import type { Db, Tx } from '../db/client.ts';
import { campaignDrafts } from '../imports/campaign-table.ts';

/** Keeps what an organizer has written and not saved, in the place of what they kept before. */
export async function keepDraft(db: Db | Tx, draft: typeof campaignDrafts.$inferInsert): Promise<void> {
  const { base, content, at } = draft;
  await db
    .insert(campaignDrafts)
    .values(draft)
    .onConflictDoUpdate({
      target: [campaignDrafts.campaignId, campaignDrafts.organizerId],
      set: { base, content, at },
    });
}

/** Throws away what an organizer has not saved. */
export async function dropDraft(db: Db | Tx, campaignId: string, organizerId: string): Promise<void> {
  const isIt = and(eq(campaignDrafts.campaignId, campaignId), eq(campaignDrafts.organizerId, organizerId));
  await db.delete(campaignDrafts).where(isIt);
}
