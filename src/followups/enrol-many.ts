import { sql } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';
import { newIdInSql } from '../db/new-id-in-sql.ts';
import { addJobs } from '../jobs/enqueue.ts';
import { startsWithoutPledge } from './form.ts';
import { stepsOf } from './queries.ts';

/** `actId` marks the mails that are planned, so that this act's can be taken back. */
type Enrolment = { actId: string; targetId: string; contactIds: string[]; now: Date };

/**
 * Puts contacts into the sequence of a campaign (`targetId`): every mail of it that follows a sign-up is planned as if
 * they had signed up now. Whoever is in it already stays where they are. Nothing is promised to anyone: consent and
 * suppression are judged at the moment of sending, mail by mail. @returns who was put in.
 */
export async function enrolMany(
  tx: Tx,
  { actId, targetId: campaignId, contactIds, now }: Enrolment,
): Promise<string[]> {
  const all = await stepsOf(tx, campaignId);
  const steps = all.filter(startsWithoutPledge).map(({ key, delayHours }) => ({
    key,
    due_at: new Date(now.getTime() + delayHours * 3_600_000).toISOString(),
  }));
  if (steps.length === 0) return [];
  const ids = sql`(select value::uuid from jsonb_array_elements_text(${JSON.stringify(contactIds)}::jsonb))`;
  const keys = sql`(select jsonb_array_elements_text(${JSON.stringify(all.map(({ key }) => key))}::jsonb))`;
  // As sign-ups and sending lock them.
  await tx.execute(sql`select from contacts where id in ${ids} order by email for no key update`);
  const [row] = await tx.execute<{ enrolled: string[] | null }>(sql`
    with fresh as materialized (
      select contacts.id, contacts.locale, ${newIdInSql} as subject_id from contacts
      where contacts.id in ${ids} and contacts.erased_at is null and not exists (
        select from messages m where m.contact_id = contacts.id and m.campaign_id = ${campaignId}::uuid
          and m.state <> 'skipped' and m.name in ${keys})
    ), planned as (
      insert into messages (id, contact_id, campaign_id, name, subject_id, round, locale, state, due_at, created_at)
      select ${newIdInSql}, fresh.id, ${campaignId}::uuid, step.key, fresh.subject_id, ${actId}::text, fresh.locale, 'planned',
        step.due_at, ${now.toISOString()}::timestamptz
      from fresh cross join json_to_recordset(${JSON.stringify(steps)}::json) as step(key text, due_at timestamptz)
      returning id, contact_id, due_at
    )
    ${addJobs(
      sql`select 'followups.send' as name, json_build_object('dueBy', due_at) as payload, due_at as run_at,
        null::text as job_key from (select distinct due_at from planned) as moment`,
      sql`(select json_agg(id) from fresh) as enrolled`,
    )}`);
  return row?.enrolled ?? [];
}
