import { sql } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { dayIn } from '../followups/warm-up.ts';
import { enqueue } from '../jobs/enqueue.ts';
import { recordAudit } from '../organizers/record-audit.ts';

/** Lets a campaign's mails go again; the guard counts anew from this moment. Twice is once. */
export async function resumeCampaign(deps: Deps, campaignId: string, organizerId: string): Promise<void> {
  const at = deps.clock.now();
  const today = dayIn(deps.config.timezone, at);
  const counted = (state: string) => sql`coalesce((
    select count from delivery_counts where campaign_id = ${campaignId}::uuid and day = ${today}::date
      and state = ${state}), 0)`;
  await deps.db.transaction(async (tx) => {
    const resumed = await tx.execute(sql`
      update campaign_pauses set paused_at = null, resumed_on = ${today}::date, base_sent = ${counted('sent')},
        base_bounced = ${counted('bounced')}, base_complained = ${counted('complained')}
      where campaign_id = ${campaignId}::uuid and paused_at is not null returning campaign_id`);
    if (resumed.length === 0) return;
    await recordAudit(tx, { organizerId, action: 'sending.resumed', detail: { campaignId }, at });
    await enqueue(tx, 'followups.send', {}, { key: 'followups.send' });
  });
}
