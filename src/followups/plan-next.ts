import { sql } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';
import { idList } from '../db/id-list.ts';
import { newIdInSql } from '../db/new-id-in-sql.ts';
import { contactZone, nextHour } from './local-time.ts';
import { wakeSender } from './wake-sender.ts';

/**
 * Plans the next mail of each of these enrolments, after the step that was decided last, by its sequence as it is now;
 * ends those that have no step left. Who has a mail planned further on waits for that one. Twice is once.
 */
export async function planNext(tx: Tx, enrolmentIds: string[], now: Date): Promise<void> {
  if (enrolmentIds.length === 0) return;
  const at = sql`${now.toISOString()}::timestamptz`;
  const place = sql`(campaigns.settings ->> 'timezone')`;
  const added = await tx.execute<{ dueAt: string }>(sql`
    with next as materialized (
      select e.id, e.contact_id, e.campaign_id, e.locale, e.step_at, following.step,
        case when following.step -> 'at' ->> 'zone' = 'place' then ${place}
          else ${contactZone(sql`contacts.postal_code`, place)} end as zone
      from enrolments e join sequences s on s.id = e.sequence_id
      join contacts on contacts.id = e.contact_id join campaigns on campaigns.id = e.campaign_id
      left join lateral (
        select step from jsonb_array_elements(s.steps) with ordinality as one(step, place)
        where place > coalesce((
            select place from jsonb_array_elements(s.steps) with ordinality as last(step, place)
            where step ->> 'key' = e.step
          ), 0)
          and not exists (
            select from messages m where m.subject_id = e.id and m.name = step ->> 'key' and m.round = '')
        order by place limit 1
      ) as following on true
      where e.id in ${idList(enrolmentIds)} and e.ended_at is null and not exists (
        select from messages m where m.subject_id = e.id and m.state = 'queued' and m.handed_at is null and m.name <> e.step)
    ), over as (
      update enrolments set ended_at = ${at}, ending = 'finished'
      where id in (select id from next where step is null)
    ), timed as (
      select next.*, step_at + make_interval(secs => (step ->> 'delayHours')::float8 * 3600) as moment,
        (step -> 'at' ->> 'hour')::int as hour, coalesce((step -> 'at' ->> 'weekdays')::boolean, false) as weekdays
      from next where step is not null
    )
    insert into messages (id, contact_id, campaign_id, name, subject_id, locale, state, due_at, created_at)
    select ${newIdInSql}, contact_id, campaign_id, step ->> 'key', id, locale, 'queued',
      case when hour is null then moment else ${nextHour({
        moment: sql`moment`,
        zone: sql`zone`,
        hour: sql`hour`,
        weekdays: sql`weekdays`,
      })} end, ${at}
    from timed on conflict do nothing returning to_json(due_at) as "dueAt"`);
  await wakeSender(
    tx,
    added.map(({ dueAt }) => new Date(dueAt)),
    now,
  );
}
