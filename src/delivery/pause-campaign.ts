import { sql } from 'drizzle-orm';
import type { Db } from '../db/client.ts';
import { recordAudit } from '../organizers/record-audit.ts';

/** Has a campaign's sequences and broadcasts wait; twice is once. What somebody waits for goes on. */
export async function pauseCampaign(db: Db, campaignId: string, by: { organizerId: string; at: Date }): Promise<void> {
  await db.transaction(async (tx) => {
    const fresh = await tx.execute(sql`
      insert into campaign_pauses as p (campaign_id, paused_at, reason)
      values (${campaignId}::uuid, ${by.at.toISOString()}::timestamptz, 'organizer')
      on conflict (campaign_id) do update set paused_at = excluded.paused_at, reason = 'organizer', sent = 0, counted = 0
      where p.paused_at is null returning campaign_id`);
    if (fresh.length === 0) return;
    await recordAudit(tx, { ...by, action: 'sending.paused', detail: { campaignId } });
  });
}
