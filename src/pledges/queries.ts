import { and, asc, eq, inArray, isNotNull } from 'drizzle-orm';
import { type InCampaign, pairKey } from '../consents/queries.ts';
import type { Db, Tx } from '../db/client.ts';
import { idList } from '../db/id-list.ts';
import { pledges } from './table.ts';

export type Pledge = typeof pledges.$inferSelect;

export async function pledgesOfSignup(db: Db | Tx, signupId: string): Promise<Pledge[]> {
  return await db.select().from(pledges).where(eq(pledges.signupId, signupId)).orderBy(asc(pledges.id));
}

export async function pledgesOfContact(db: Db | Tx, contactId: string): Promise<Pledge[]> {
  return await db.select().from(pledges).where(eq(pledges.contactId, contactId)).orderBy(asc(pledges.id));
}

/** Those of the contacts in campaigns who have reported a pledge there as kept, by `pairKey`. */
export async function reportedAmong(db: Db | Tx, asked: InCampaign[]): Promise<Set<string>> {
  const rows = await db
    .selectDistinct({ contactId: pledges.contactId, campaignId: pledges.campaignId })
    .from(pledges)
    .where(
      and(inArray(pledges.contactId, idList(asked.map(({ contactId }) => contactId))), isNotNull(pledges.reportedAt)),
    );
  return new Set(rows.map(pairKey));
}
