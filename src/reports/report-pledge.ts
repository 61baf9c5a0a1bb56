import { and, eq, isNull } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { track } from '../activity/track.ts';
import type { Tx } from '../db/client.ts';
import { pledges } from '../pledges/table.ts';
import { reports } from './table.ts';

/**
 * Records that a contact kept a pledge: the gift was made with the organizer, the hours were given. Nothing is checked
 * and nothing is charged. Saying it again changes nothing. Returns false when that contact made no such pledge.
 */
export async function reportPledge(
  tx: Tx,
  { pledgeId, contactId, at }: { pledgeId: string; contactId: string; at: Date },
): Promise<boolean> {
  const mine = and(eq(pledges.id, pledgeId), eq(pledges.contactId, contactId));
  const [pledge] = await tx
    .update(pledges)
    .set({ reportedAt: at })
    .where(and(mine, isNull(pledges.reportedAt)))
    .returning();
  if (!pledge) return (await tx.$count(pledges, mine)) > 0;
  const { campaignId, count } = pledge;
  await tx
    .insert(reports)
    .values({ id: uuidv7(), contactId, campaignId, pledgeId, kind: 'pledge-kept', count, createdAt: at })
    .onConflictDoNothing();
  await track(tx, [{ kind: 'report.recorded', contactId, campaignId, data: { pledgeId, answer: 'kept' }, at }]);
  return true;
}
