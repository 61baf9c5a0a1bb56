import { sql } from 'drizzle-orm';
import type { Db } from '../db/client.ts';

export type RecruiterNumbers = {
  contactId: string;
  name: string;
  email: string;
  brought: number;
  confirmed: number;
  booked: number;
  attended: number;
};

const mostRecruiters = 20;

/** Those whose links brought the most newcomers to a campaign, and how far these came. */
export async function topRecruiters(db: Db, campaignId: string): Promise<RecruiterNumbers[]> {
  return await db.transaction(
    async (tx) => {
      // Enough to group a million bookings in memory rather than to read them in order of an index.
      await tx.execute(sql`set local work_mem = '64MB'`);
      return await tx.execute<RecruiterNumbers>(sql`
        with seats as (
          select contact_id, bool_or(state <> 'cancelled') as booked, bool_or(state = 'attended') as attended
          from bookings where campaign_id = ${campaignId} group by contact_id
        ),
        top as (
          select recruiter_id, count(*)::int as brought, count(*) filter (where confirmed_at >= at)::int as confirmed,
            count(*) filter (where booked)::int as booked, count(*) filter (where attended)::int as attended
          from recruits join contacts on contacts.id = contact_id left join seats using (contact_id)
          where campaign_id = ${campaignId}
          group by recruiter_id order by brought desc, recruiter_id limit ${mostRecruiters}
        )
        select recruiter_id as "contactId", trim(first_name || ' ' || last_name) as name, email, brought, confirmed,
          booked, attended
        from top join contacts on contacts.id = recruiter_id and erased_at is null order by brought desc, recruiter_id`);
    },
    { accessMode: 'read only' },
  );
}
