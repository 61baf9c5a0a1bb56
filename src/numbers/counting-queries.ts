import { type SQL, sql } from 'drizzle-orm';
import type { Via } from '../attribution/origin.ts';
import type { Db, Tx } from '../db/client.ts';
import { lastDays, type Today } from './days.ts';
import { type CampaignFigures, type PledgedSum, type StepName, type Steps, stepsWith } from './figures-form.ts';

const mostSources = 40;

type Of = { campaign_id: string };
type People = Omit<Steps, 'seen'>;
type Counted = {
  campaigns: string[];
  totals: (Of & People)[];
  days: (Of & { step: StepName; day: string; count: number })[];
  sources: (Of & Steps & { place: number; via: Via; source: string; sources: number })[];
  teams: (Of & People & { teamId: string | null })[];
  pledges: (Of & PledgedSum)[];
  /** Openings of the page, of all days and sources. */
  seen: (Of & { count: number })[];
};

/**
 * Counts every campaign's figures. One statement, so that all of them are of one and the same moment, and so that a
 * million sign-ups are read and grouped once: by everything that anyone asks for at the same time, which leaves little to
 * add up in each way by itself.
 */
export async function countCampaigns(tx: Db | Tx, today: Today): Promise<CampaignFigures[]> {
  const days = lastDays(today);
  const [row] = await tx.execute<{ counted: Counted }>(sql`
    with ${people(today, days)}, ${bySource}
    select json_build_object(
      'campaigns', (select coalesce(json_agg(id), '[]') from campaigns),
      'totals', ${rows(sql`select campaign_id, ${added} from grouped group by campaign_id`)},
      'days', ${rows(byDay(days))},
      'sources', ${rows(sql`
        select campaign_id, place, min(via) as via, min(source) as source, count(*) as sources, ${added}, sum(seen) as seen
        from placed group by campaign_id, place order by place`)},
      'teams', ${rows(sql`
        select campaign_id, team_id as "teamId", ${added} from grouped group by campaign_id, team_id
        order by "signedUp" desc, team_id`)},
      'pledges', ${rows(pledged(today))},
      'seen', ${rows(sql`select campaign_id, sum(count) as count from page_views group by campaign_id`)}
    ) as counted`);
  if (!row) throw new Error('a count answers with one row');
  return row.counted.campaigns.map((campaignId) => figuresOfOne(campaignId, row.counted, days));
}

/** A subquery's rows as one JSON array. */
function rows(query: SQL): SQL {
  return sql`(select coalesce(json_agg(found), '[]') from (${query}) as found)`;
}

const added = sql`sum(signed_up) as "signedUp", sum(confirmed) as confirmed, sum(pledged) as pledged,
  sum(booked) as booked, sum(attended) as attended, sum(reported) as reported`;

/**
 * `people` has a row for each person in each campaign, with where they first came from and when they got to each step;
 * `grouped` how many there are alike, as far as anyone asks: of days, those that are shown.
 */
function people({ timezone }: Today, days: string[]): SQL {
  const first = days[0] ?? '';
  const day = (at: string) => sql`case when ${sql.raw(at)} >= (${first}::date)::timestamp at time zone ${timezone}
    then (${sql.raw(at)} at time zone ${timezone})::date end`;
  return sql`
    came as (
      select distinct on (campaign_id, contact_id) campaign_id, contact_id, via, source, created_at as signed_up_at
      from signups order by campaign_id, contact_id, created_at, id
    ),
    promised as (
      select campaign_id, contact_id, min(created_at) as pledged_at from pledges group by campaign_id, contact_id
    ),
    seats as (
      select campaign_id, contact_id, min(created_at) as booked_at,
        min(changed_at) filter (where state = 'attended') as attended_at
      from bookings where state <> 'cancelled' group by campaign_id, contact_id
    ),
    told as (
      select campaign_id, contact_id, min(created_at) as reported_at from reports group by campaign_id, contact_id
    ),
    people as (
      select campaign_id, via, source, team_id, signed_up_at, pledged_at, booked_at, attended_at, reported_at,
        -- An address is confirmed once for all campaigns; in none before its owner came.
        case when confirmed_at is not null then greatest(confirmed_at, signed_up_at) end as confirmed_at
      from came join contacts on contacts.id = contact_id
        left join promised using (campaign_id, contact_id) left join seats using (campaign_id, contact_id)
        left join told using (campaign_id, contact_id)
    ),
    grouped as materialized (
      select campaign_id, via, source, team_id, ${day('signed_up_at')} as signed_up_day,
        ${day('confirmed_at')} as confirmed_day, ${day('pledged_at')} as pledged_day, ${day('booked_at')} as booked_day,
        ${day('attended_at')} as attended_day, ${day('reported_at')} as reported_day,
        count(*) as signed_up, count(confirmed_at) as confirmed, count(pledged_at) as pledged,
        count(booked_at) as booked, count(attended_at) as attended, count(reported_at) as reported
      from people group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
    )`;
}

/** Openings that were counted together, past so many sources on one day. */
const unnamed = sql`(via in ('link', 'site') and source = '')`;

/** The sources by how many came from them, all that come after the most in one place: anyone can make them up by the thousand. */
const bySource = sql`
  came_from as (
    select campaign_id, via, source, sum(signed_up) as signed_up, sum(confirmed) as confirmed, sum(pledged) as pledged,
      sum(booked) as booked, sum(attended) as attended, sum(reported) as reported
    from grouped group by campaign_id, via, source
  ),
  seen_from as (
    select campaign_id, via, source, sum(count) as seen from page_views group by campaign_id, via, source
  ),
  placed as (
    select campaign_id, via, source, coalesce(seen, 0) as seen, coalesce(signed_up, 0) as signed_up,
      coalesce(confirmed, 0) as confirmed, coalesce(pledged, 0) as pledged, coalesce(booked, 0) as booked,
      coalesce(attended, 0) as attended, coalesce(reported, 0) as reported,
      case when ${unnamed} then ${mostSources + 1}::int else least(row_number() over (
        partition by campaign_id order by ${unnamed}, coalesce(signed_up, 0) desc, coalesce(seen, 0) desc, via, source
      ), ${mostSources + 1}::int) end as place
    from came_from full join seen_from using (campaign_id, via, source)
  )`;

/** Each step by the day on which it happened. */
function byDay(days: string[]): SQL {
  return sql`
    select campaign_id, step, day, sum(count) as count
    from grouped cross join lateral (values
      ('signedUp', signed_up_day, signed_up), ('confirmed', confirmed_day, confirmed), ('pledged', pledged_day, pledged),
      ('booked', booked_day, booked), ('attended', attended_day, attended), ('reported', reported_day, reported)
    ) as acts (step, day, count)
    where day is not null group by campaign_id, step, day
    union all
    select campaign_id, 'seen', day, sum(count) from page_views where day >= ${days[0] ?? ''}::date group by campaign_id, day`;
}

function pledged({ now, timezone }: Today): SQL {
  const midnight = sql`date_trunc('day', ${now.toISOString()}::timestamptz, ${timezone})`;
  const sum = (where: SQL) => sql`coalesce(sum(coalesce(amount_minor, count)) filter (where ${where}), 0)`;
  return sql`
    select campaign_id, kind, currency, frequency, action, sum(coalesce(amount_minor, count)) as pledged,
      ${sum(sql`reported_at is not null`)} as kept, ${sum(sql`created_at >= ${midnight}`)} as "pledgedToday",
      ${sum(sql`reported_at >= ${midnight}`)} as "keptToday"
    from pledges group by campaign_id, kind, currency, frequency, action
    order by kind desc, currency, frequency desc, action`;
}

/** What was counted of one campaign, zeros where there was nothing to count. */
function figuresOfOne(campaignId: string, counted: Counted, days: string[]): CampaignFigures {
  const mine = (row: Of) => row.campaign_id === campaignId;
  const sources = counted.sources.filter(mine);
  const rest = sources.find(({ place }) => place > mostSources);
  const acts = new Map(counted.days.filter(mine).map(({ step, day, count }) => [`${step} ${day}`, count]));
  return {
    campaignId,
    total: stepsWith((step) => {
      if (step === 'seen') return counted.seen.find(mine)?.count;
      return counted.totals.find(mine)?.[step];
    }),
    days: days.map((day) => ({ day, ...stepsWith((step) => acts.get(`${step} ${day}`)) })),
    sources: sources
      .filter(({ place }) => place <= mostSources)
      .map((row) => ({ via: row.via, source: row.source, ...stepsWith((step) => row[step]) })),
    rest: { sources: rest?.sources ?? 0, ...stepsWith((step) => rest?.[step]) },
    teams: counted.teams
      .filter(mine)
      .map((row) => ({ teamId: row.teamId, ...stepsWith((step) => (step === 'seen' ? 0 : row[step])) })),
    pledges: counted.pledges.filter(mine).map(({ campaign_id: _, ...sum }) => sum),
  };
}
