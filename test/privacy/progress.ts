import { sql } from 'drizzle-orm';
import type { Deps } from '../../src/deps.ts';

/** The totals of a campaign, counted straight from the tables as the numbers' pages do. */
export async function readProgress({ db }: Deps, campaignId: string): Promise<Record<string, unknown> | undefined> {
  const [row] = await db.execute(sql`
    select count(distinct s.contact_id)::int as people, count(*)::int as signups,
      count(distinct s.contact_id) filter (where c.confirmed_at is not null)::int as confirmed,
      (select sum(amount_minor)::int from pledges where campaign_id = ${campaignId}) as pledged,
      (select sum(booked)::int from shifts where campaign_id = ${campaignId}) as booked,
      (select count(*)::int from bookings where campaign_id = ${campaignId} and state = 'booked') as seats,
      (select count(*)::int from reports where campaign_id = ${campaignId}) as reports,
      (select count(*)::int from recruits where campaign_id = ${campaignId}) as recruits,
      json_agg(distinct s.created_at::date) as days
    from signups s join contacts c on c.id = s.contact_id where s.campaign_id = ${campaignId}`);
  return row;
}
