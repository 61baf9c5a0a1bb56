import { sql } from 'drizzle-orm';
import type { CampaignTexts } from '../campaigns/form.ts';
import type { Db } from '../db/client.ts';

const days = 14;

/** What a campaign's mails are doing. `oldest`: since when the one that waits longest is due. */
export type CampaignDelivery = {
  id: string;
  slug: string;
  texts: CampaignTexts;
  waiting: number;
  oldest: Date | null;
  paused: { reason: 'bounces' | 'complaints' | 'organizer'; at: Date; sent: number; counted: number } | null;
};
export type DeliveryDay = { day: string; sent: number; delivered: number; bounced: number; complained: number };
export type FailureGroup = { reason: string; count: number; latest: Date };

/** The campaigns that have mails due, were paused, or sent some lately. Waiting is read from the partial indexes alone. */
export async function campaignsDelivering(db: Db, now: Date): Promise<CampaignDelivery[]> {
  const by = sql`${now.toISOString()}::timestamptz`;
  const rows = await db.execute<{
    id: string;
    slug: string;
    texts: CampaignTexts;
    waiting: number;
    oldest: string | null;
    reason: 'bounces' | 'complaints' | 'organizer' | null;
    pausedAt: string | null;
    sent: number | null;
    counted: number | null;
  }>(sql`
    select c.id, c.slug, c.texts, w.count as waiting, to_json(w.oldest) as oldest, p.reason,
      to_json(p.paused_at) as "pausedAt", p.sent, p.counted
    from campaigns c
    left join campaign_pauses p on p.campaign_id = c.id and p.paused_at is not null
    cross join lateral (
      select count(*)::int as count, min(due_at) as oldest from messages m
      where m.campaign_id = c.id and m.state = 'queued' and m.batch_id is null and not m.urgent and m.due_at <= ${by}
    ) as w
    where c.status = 'live' or w.count > 0 or p.paused_at is not null
    order by p.paused_at nulls last, w.count desc, c.slug`);
  return rows.map(({ reason, pausedAt, oldest, sent, counted, ...row }) => ({
    ...row,
    oldest: oldest === null ? null : new Date(oldest),
    paused:
      reason === null || pausedAt === null
        ? null
        : { reason, at: new Date(pausedAt), sent: sent ?? 0, counted: counted ?? 0 },
  }));
}

/** Mails that somebody waits for and that are due: how many, and since when. */
export async function urgentWaiting(db: Db, now: Date): Promise<{ count: number; oldest: Date | null }> {
  const [row] = await db.execute<{ count: number; oldest: string | null }>(sql`
    select count(*)::int as count, to_json(min(due_at)) as oldest from messages
    where state = 'queued' and batch_id is null and urgent and due_at <= ${now.toISOString()}::timestamptz`);
  return { count: row?.count ?? 0, oldest: row?.oldest == null ? null : new Date(row.oldest) };
}

/** What was counted on each of the last days, the latest first. */
export async function deliveryDays(db: Db): Promise<DeliveryDay[]> {
  const sum = (state: string) => sql`coalesce(sum(count) filter (where state = ${state}), 0)::int`;
  return await db.execute<DeliveryDay>(sql`
    select day::text as day, ${sum('sent')} as sent, ${sum('delivered')} as delivered, ${sum('bounced')} as bounced,
      ${sum('complained')} as complained
    from delivery_counts group by day order by day desc limit ${days}`);
}

/** The mails that were given up, by what was said of it, the last thousand of them. */
export async function failureGroups(db: Db): Promise<FailureGroup[]> {
  const rows = await db.execute<{ reason: string; count: number; latest: string }>(sql`
    select reason, count(*)::int as count, to_json(max(due_at)) as latest
    from (select reason, due_at from messages where state = 'failed' order by id desc limit 1000) as last
    group by reason order by count desc, reason limit 20`);
  return rows.map((row) => ({ ...row, latest: new Date(row.latest) }));
}
