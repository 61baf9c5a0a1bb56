import { sql } from 'drizzle-orm';
import type { Via } from '../attribution/origin.ts';
import type { Db, Tx } from '../db/client.ts';

/** How many contacts of a campaign came how far. */
export type Steps = {
  signedUp: number;
  confirmed: number;
  pledged: number;
  booked: number;
  attended: number;
  reported: number;
};

/** Where contacts came from when they first signed up: `source` names the link's source or the site, or is empty. */
export type SourceNumbers = Steps & { via: Via; source: string };

type RecruiterNumbers = {
  contactId: string;
  name: string;
  email: string;
  brought: number;
  confirmed: number;
  booked: number;
  attended: number;
};

export type CampaignSources = {
  /** Those that most came from, the most first. */
  sources: SourceNumbers[];
  /** All others in one. */
  rest: Steps & { sources: number };
  recruiters: RecruiterNumbers[];
};

const mostSources = 40;
const mostRecruiters = 20;

/** A campaign's numbers by source. A contact counts once, under the first sign-up to the campaign, however far it came. */
export async function campaignSources(db: Db, campaignId: string): Promise<CampaignSources> {
  return await db.transaction(
    async (tx) => {
      // Enough to group a million signups in memory rather than to read them in order of an index.
      await tx.execute(sql`set local work_mem = '64MB'`);
      const rows = await numbersBySource(tx, campaignId);
      return {
        sources: rows.flatMap(({ place, sources: _, ...row }) => (place <= mostSources ? [row] : [])),
        rest: rows.find(({ place }) => place > mostSources) ?? { ...nothing, sources: 0 },
        recruiters: await topRecruiters(tx, campaignId),
      };
    },
    { isolationLevel: 'repeatable read', accessMode: 'read only' },
  );
}

const nothing: Steps = { signedUp: 0, confirmed: 0, pledged: 0, booked: 0, attended: 0, reported: 0 };

/** What each contact of a campaign did after signing up. */
const acts = (campaignId: string) => sql`
  seats as (
    select contact_id, bool_or(state <> 'cancelled') as booked, bool_or(state = 'attended') as attended
    from bookings where campaign_id = ${campaignId} group by contact_id
  ),
  promised as (select distinct contact_id, true as pledged from pledges where campaign_id = ${campaignId}),
  told as (select distinct contact_id, true as reported from reports where campaign_id = ${campaignId})`;

/** One row a source, and one for all that come after the most: anyone can make sources up by the thousand. */
async function numbersBySource(
  tx: Tx,
  campaignId: string,
): Promise<(SourceNumbers & { place: number; sources: number })[]> {
  return await tx.execute<SourceNumbers & { place: number; sources: number }>(sql`
    with ${acts(campaignId)},
    came as (
      select distinct on (contact_id) contact_id, via, source from signups
      where campaign_id = ${campaignId} order by contact_id, created_at, id
    ),
    counted as (
      select via, source, count(*) as signed_up, count(confirmed_at) as confirmed, count(pledged) as pledged,
        count(*) filter (where booked) as booked, count(*) filter (where attended) as attended,
        count(reported) as reported
      from came join contacts on contacts.id = contact_id
        left join seats using (contact_id) left join promised using (contact_id) left join told using (contact_id)
      group by via, source
    ),
    placed as (
      select *, least(row_number() over (order by signed_up desc, via, source), ${mostSources + 1}::int) as place
      from counted
    )
    select place::int, min(via) as via, min(source) as source, count(*)::int as sources,
      sum(signed_up)::int as "signedUp", sum(confirmed)::int as confirmed, sum(pledged)::int as pledged,
      sum(booked)::int as booked, sum(attended)::int as attended, sum(reported)::int as reported
    from placed group by place order by place`);
}

async function topRecruiters(tx: Tx, campaignId: string): Promise<RecruiterNumbers[]> {
  return await tx.execute<RecruiterNumbers>(sql`
    with ${acts(campaignId)},
    top as (
      select recruiter_id, count(*)::int as brought, count(*) filter (where confirmed_at >= at)::int as confirmed,
        count(*) filter (where booked)::int as booked, count(*) filter (where attended)::int as attended
      from recruits join contacts on contacts.id = contact_id left join seats using (contact_id)
      where campaign_id = ${campaignId}
      group by recruiter_id order by brought desc, recruiter_id limit ${mostRecruiters}
    )
    select recruiter_id as "contactId", trim(first_name || ' ' || last_name) as name, email, brought, confirmed, booked,
      attended
    from top join contacts on contacts.id = recruiter_id and erased_at is null order by brought desc, recruiter_id`);
}
