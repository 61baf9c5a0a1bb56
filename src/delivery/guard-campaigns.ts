import { sql } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';
import { idList } from '../db/id-list.ts';
import type { Deps } from '../deps.ts';
import { dayIn } from '../followups/warm-up.ts';
import { enqueueMany } from '../jobs/enqueue.ts';

/** Mails of a week from which on shares are worth something. */
const leastSent = 100;
/**
 * From where on receivers hold mail against its domain. Bounces: 5 % is where Amazon SES reviews an account (Resend asks
 * to stay below 4). Complaints: Gmail's and Yahoo's requirements of 2024 say never to reach 0.3 %. Neither for one or two
 * that may be chance.
 */
const limits = { bounces: { share: 0.05, least: 5 }, complaints: { share: 0.003, least: 3 } };
const days = 7;

type Counted = { campaign_id: string; sent: number; bounced: number; complained: number };

/** Pauses the sequences and broadcasts of those campaigns whose bounces or complaints have passed a limit this week. */
export async function guardCampaigns(
  { config, clock }: Pick<Deps, 'config' | 'clock'>,
  tx: Tx,
  campaignIds: string[],
): Promise<void> {
  if (campaignIds.length === 0) return;
  const now = clock.now();
  const today = dayIn(config.timezone, now);
  const rows = await tx.execute<Counted>(sql`
    select c.id as campaign_id,
      coalesce(sum(d.count) filter (where d.state = 'sent'), 0)::int - coalesce(max(p.base_sent), 0) as sent,
      coalesce(sum(d.count) filter (where d.state = 'bounced'), 0)::int - coalesce(max(p.base_bounced), 0) as bounced,
      coalesce(sum(d.count) filter (where d.state = 'complained'), 0)::int
        - coalesce(max(p.base_complained), 0) as complained
    from campaigns c left join campaign_pauses p on p.campaign_id = c.id and p.resumed_on > ${today}::date - ${days}::int
      left join delivery_counts d on d.campaign_id = c.id
        and d.day >= greatest(coalesce(p.resumed_on, '-infinity'), ${today}::date - ${days - 1}::int)
    where c.id in ${idList(campaignIds)} group by c.id`);
  for (const row of rows) {
    const reason = passed(row);
    if (!reason) continue;
    const counted = reason === 'bounces' ? row.bounced : row.complained;
    const fresh = await tx.execute<{ campaign_id: string }>(sql`
      insert into campaign_pauses as p (campaign_id, paused_at, reason, sent, counted)
      values (${row.campaign_id}::uuid, ${now.toISOString()}::timestamptz, ${reason}, ${row.sent}, ${counted})
      on conflict (campaign_id) do update set paused_at = excluded.paused_at, reason = excluded.reason,
        sent = excluded.sent, counted = excluded.counted
      where p.paused_at is null
      returning campaign_id`);
    await enqueueMany(
      tx,
      'delivery.tell-owners',
      fresh.map(({ campaign_id: campaignId }) => ({ payload: { campaignId, at: now.toISOString() } })),
    );
  }
}

function passed({ sent, bounced, complained }: Counted): 'bounces' | 'complaints' | undefined {
  if (sent < leastSent) return undefined;
  const { bounces, complaints } = limits;
  if (complained >= complaints.least && complained / sent > complaints.share) return 'complaints';
  return bounced >= bounces.least && bounced / sent > bounces.share ? 'bounces' : undefined;
}
