import { sql } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';
import { idList } from '../db/id-list.ts';
import { newIdInSql } from '../db/new-id-in-sql.ts';
import { planNext } from './plan-next.ts';

/** `actId` marks those who are put in, so that this act can be taken back. */
type Enrolment = { actId: string; targetId: string; contactIds: string[]; now: Date };

/**
 * Puts contacts into a sequence (`targetId`), as if what it begins with had just happened to them. Whoever is in it
 * stays where they are, and who has been through it is left alone, unless they were taken out or had left. Nothing is
 * promised to anyone: consent and suppression are judged at the moment of sending, mail by mail. @returns who was put in.
 */
export async function enrolMany(
  tx: Tx,
  { actId, targetId: sequenceId, contactIds, now }: Enrolment,
): Promise<string[]> {
  const ids = idList(contactIds);
  const at = sql`${now.toISOString()}::timestamptz`;
  // As sign-ups and sending lock them.
  await tx.execute(sql`select from contacts where id in ${ids} order by email for no key update`);
  const enrolled = await tx.execute<{ id: string; contactId: string }>(sql`
    insert into enrolments (id, sequence_id, campaign_id, contact_id, subject_id, act_id, locale, step_at, started_at)
    select ${newIdInSql}, s.id, s.campaign_id, contacts.id, ${actId}::uuid, ${actId}::uuid, contacts.locale, ${at}, ${at}
    from contacts cross join sequences s
    where s.id = ${sequenceId}::uuid and s.state = 'live' and s.steps <> '[]'
      and contacts.id in ${ids} and contacts.erased_at is null and not exists (
        select from enrolments e where e.sequence_id = s.id and e.contact_id = contacts.id
          and coalesce(e.ending, 'finished') not in ('removed', 'left'))
    on conflict do nothing returning id, contact_id as "contactId"`);
  await planNext(
    tx,
    enrolled.map(({ id }) => id),
    now,
  );
  return enrolled.map(({ contactId }) => contactId);
}
