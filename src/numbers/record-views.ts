import { sql } from 'drizzle-orm';
import type { Via } from '../attribution/origin.ts';
import type { Db } from '../db/client.ts';

/** Openings of a campaign's page on a day, from one source. */
export type Views = { campaignId: string; day: string; via: Via; source: string; count: number };

/** So many named sources a campaign and day, whoever makes them up. */
export const mostSourcesADay = 200;

/**
 * Adds openings to the table, in one statement. Sources beyond the most of a day are added up under the way that they
 * came, with an empty name, which no link or site has: `link` without a source is "other links".
 */
export async function recordViews(db: Db, views: Views[]): Promise<void> {
  await db.execute(sql`
    with opened as (
      select campaigns.id as campaign_id, day, via, source, count, source <> '' and not exists (
          select from page_views as kept
          where (kept.campaign_id, kept.day, kept.via, kept.source) = (campaigns.id, opened.day, opened.via, opened.source)
        ) as is_new
      from json_to_recordset(${JSON.stringify(views)}::json)
        as opened ("campaignId" uuid, day date, via text, source text, count int)
      join campaigns on campaigns.id = "campaignId"
    ),
    named as (
      select campaign_id, day, count(*) as sources from page_views
      where (campaign_id, day) in (select campaign_id, day from opened) and source <> '' group by campaign_id, day
    ),
    placed as (
      select opened.*, coalesce(sources, 0)
          + row_number() over (partition by campaign_id, day, is_new order by count desc, via, source) as place
      from opened left join named using (campaign_id, day)
    )
    insert into page_views (campaign_id, day, via, source, count)
    select campaign_id, day, via, case when is_new and place > ${mostSourcesADay}::int then '' else source end as name,
      sum(count)::int
    from placed group by campaign_id, day, via, name
    -- In one order, so that two machines that add to the same rows do not wait for each other.
    order by campaign_id, day, via, name
    on conflict (campaign_id, day, via, source) do update set count = page_views.count + excluded.count`);
}
