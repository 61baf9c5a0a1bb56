import { asc, eq, type SQL, sql } from 'drizzle-orm';
import { isOwnAct } from '../activity/own-acts.ts';
import type { CampaignTexts } from '../campaigns/form.ts';
import { campaigns } from '../campaigns/table.ts';
import type { Db, Tx } from '../db/client.ts';
import { retentionRules } from './table.ts';

export type Rule = typeof retentionRules.$inferSelect;
export type RuleLine = {
  campaign: { id: string; slug: string; texts: CampaignTexts; status: 'draft' | 'live' | 'closed' | 'archived' };
  rule: Rule | null;
};

/** Someone whom a rule would erase. */
export type Due = { id: string; name: string; email: string; lastAt: string };

/** How long a rehearsal says whom a rule would erase, in milliseconds: a day. */
const rehearsalHolds = 86_400_000;

/** Whether a rule was rehearsed as it stands, and lately enough to be switched on. */
export function isRehearsed({ rehearsedAt }: Rule, now: Date): boolean {
  return rehearsedAt !== null && now.getTime() - rehearsedAt.getTime() <= rehearsalHolds;
}

/** Every campaign with its rule, or the one of a slug. */
export async function listRules(db: Db, slug?: string): Promise<RuleLine[]> {
  return await db
    .select({
      campaign: { id: campaigns.id, slug: campaigns.slug, texts: campaigns.texts, status: campaigns.status },
      rule: retentionRules,
    })
    .from(campaigns)
    .leftJoin(retentionRules, eq(retentionRules.campaignId, campaigns.id))
    .where(slug === undefined ? undefined : eq(campaigns.slug, slug))
    .orderBy(asc(campaigns.createdAt), asc(campaigns.id));
}

/**
 * When somebody was last heard of, by kind; null for never. A mail that went to them is not a sign of theirs, nor is
 * what organizers do with them. What they did is looked for where it is kept, too: records that an import brings have
 * no line in the activities.
 */
const signs = [
  sql`(select max(at) from activities where activities.contact_id = c.id and ${isOwnAct})`,
  sql`(select max(created_at) from signups where signups.contact_id = c.id)`,
  sql`(select max(greatest(created_at, reported_at)) from pledges where pledges.contact_id = c.id)`,
  sql`(select max(at) from consents where consents.contact_id = c.id)`,
  sql`(select max(greatest(created_at, confirmed_at, checked_in_at)) from bookings where bookings.contact_id = c.id)`,
  sql`(select max(created_at) from reports where reports.contact_id = c.id)`,
];
const lastActivity = sql`greatest(c.created_at, ${sql.join(signs, sql`, `)})`;

/** Whether the last activity was before a moment. Whoever has given a sign since then is looked up no further. */
function isSilentSince(moment: SQL): SQL {
  const before = signs.map((sign) => sql`coalesce(${sign}, c.created_at) < ${moment}`);
  return sql`(c.created_at < ${moment} and ${sql.join(before, sql` and `)})`;
}

/**
 * Whom a campaign's rule would erase: they signed up there, and every campaign of theirs has a rule whose time is up
 * (one that is on, or the one asked about); none has a seat in a shift to come. Undefined time, undefined rule: kept.
 */
function due(campaignId: string, now: Date): SQL {
  return sql`
    from contacts c
    where c.erased_at is null
      and c.id in (select contact_id from signups where campaign_id = ${campaignId})
      and not exists (
        select from signups s join campaigns g on g.id = s.campaign_id
          left join retention_rules r on r.campaign_id = s.campaign_id and (r.enabled or r.campaign_id = ${campaignId})
        where s.contact_id = c.id and not coalesce(
          case r.after when 'closed' then g.status in ('closed', 'archived') and g.updated_at < ${cutoff(now)}
            else ${isSilentSince(cutoff(now))} end, false))
      and not exists (
        select from bookings b join shifts on shifts.id = b.shift_id
        where b.contact_id = c.id and b.state = 'booked' and shifts.ends_at > ${now.toISOString()}::timestamptz)`;
}

function cutoff(now: Date): SQL {
  return sql`${now.toISOString()}::timestamptz - make_interval(months => r.months)`;
}

/** How many a rule would erase, and the first of them, the longest silent first. */
export async function rehearse(db: Db | Tx, campaignId: string, now: Date): Promise<{ count: number; first: Due[] }> {
  const rows = await db.execute<Due & { total: number }>(sql`
    select c.id, trim(c.first_name || ' ' || c.last_name) as name, c.email, ${lastActivity} as "lastAt",
      (count(*) over ())::int as total
    ${due(campaignId, now)} order by "lastAt", c.id limit 10`);
  return { count: rows[0]?.total ?? 0, first: [...rows].map(({ total: _, ...one }) => one) };
}

/** The ids of those whom a rule that is on erases, in their order, at most so many beyond one. */
export async function dueIds(db: Db, campaignId: string, now: Date, limit: number, beyond: string): Promise<string[]> {
  const rows = await db.execute<{ id: string }>(sql`
    select c.id ${due(campaignId, now)} and c.id > ${beyond}
      and exists (select from retention_rules where campaign_id = ${campaignId} and enabled)
    order by c.id limit ${limit}`);
  return [...rows].map(({ id }) => id);
}

/** Whether a rule would erase this one, as things stand in this transaction. */
export async function isDue(tx: Tx, campaignId: string, now: Date, contactId: string): Promise<boolean> {
  const rows = await tx.execute(sql`select c.id ${due(campaignId, now)} and c.id = ${contactId}`);
  return rows.length > 0;
}
