import { type SQL, sql } from 'drizzle-orm';

/**
 * Whether the person of an enrolment has done what its sequence asks for: in its campaign, and, where the sequence begins
 * with an act that may be done again, since then. `e` and `s` are the rows of the enrolment and its sequence.
 */
export function goalReached(e: SQL, s: SQL): SQL {
  const since = sql`case when ${s}.start ->> 'on' in ('booking', 'attended', 'missed', 'reported', 'silence')
    then ${e}.started_at else timestamptz '-infinity' end`;
  const has = (table: SQL, done: SQL) => sql`exists (
    select from ${table} as done
    where done.contact_id = ${e}.contact_id and done.campaign_id = ${e}.campaign_id and ${done})`;
  return sql`case ${s}.goal
    when 'booked' then ${has(sql`bookings`, sql`done.state in ('booked', 'attended') and done.changed_at > ${since}`)}
    when 'pledged' then ${has(sql`pledges`, sql`done.created_at > ${since}`)}
    when 'reported' then ${has(sql`reports`, sql`done.kind <> 'missed' and done.created_at > ${since}`)}
    when 'attended' then ${has(sql`bookings`, sql`done.state = 'attended' and done.changed_at > ${since}`)}
    else false end`;
}
