import { sql } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';
import { newIdInSql } from '../db/new-id-in-sql.ts';
import { planNext } from './plan-next.ts';

/** So many people come into sequences in one transaction at most. */
const atOnce = 2_000;
/** How late a date may still begin a sequence, in days: where no worker ran on it, or the sequence was paused. */
const latest = 7;

/**
 * Puts people into the live sequences that begin by themselves: with so many days in which nothing was heard of them, and
 * on a date, with everyone who has signed up by the end of that day, up to a week late where it was missed. Each silence
 * and each date begins one once. @returns whether there may be more to put in.
 */
export async function lookForStarts(tx: Tx, now: Date): Promise<boolean> {
  const at = sql`${now.toISOString()}::timestamptz`;
  const midnight = (days: number) =>
    sql`((s.start ->> 'date')::date + ${days}::int)::timestamp at time zone (campaigns.settings ->> 'timezone')`;
  const begun = await tx.execute<{ id: string }>(sql`
    insert into enrolments (id, sequence_id, campaign_id, contact_id, subject_id, locale, step_at, started_at)
    select ${newIdInSql}, s.id, s.campaign_id, contacts.id, coalesce(silence.activity_id, s.id), contacts.locale, ${at}, ${at}
    from sequences s join campaigns on campaigns.id = s.campaign_id and campaigns.status = 'live'
    join lateral (
      select distinct contact_id from signups
      where signups.campaign_id = s.campaign_id
        and case s.start ->> 'on' when 'date' then signups.created_at < ${midnight(1)} else true end
    ) as joined on true
    join contacts on contacts.id = joined.contact_id and contacts.erased_at is null
    left join lateral (
      select a.id as activity_id, a.at from activities a
      where a.contact_id = contacts.id and a.kind not in ('message.sent', 'contact.assigned', 'contact.tagged',
        'contact.untagged', 'contact.enrolled', 'contact.taken-out', 'contact.passed-on', 'contact.edited', 'clock.closed',
        'booking.unattended', 'booking.repeated', 'note.added', 'contact.merged', 'contact.separated')
      order by a.id desc limit 1
    ) as silence on s.start ->> 'on' = 'silence'
    where s.state = 'live' and s.steps <> '[]'
      and case s.start ->> 'on'
        when 'silence' then silence.at <= ${at} - make_interval(days => (s.start ->> 'days')::int)
        when 'date' then ${midnight(0)} <= ${at} and ${midnight(1 + latest)} > ${at}
        else false end
      and exists (
        select from consents where consents.contact_id = contacts.id and consents.campaign_id = s.campaign_id
          and purpose = 'follow-up' and channel = 'email' and action = 'granted')
      and not exists (
        select from enrolments e where e.sequence_id = s.id and e.contact_id = contacts.id
          and (e.ended_at is null or e.subject_id = coalesce(silence.activity_id, s.id)))
    limit ${atOnce}
    on conflict do nothing returning id`);
  await planNext(
    tx,
    begun.map(({ id }) => id),
    now,
  );
  return begun.length === atOnce;
}
