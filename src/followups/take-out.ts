import { sql } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';
import { idList } from '../db/id-list.ts';

type TakingOut = { actId: string; contactIds: string[]; now: Date };

/**
 * Takes those whom an act put into a sequence out again, unless a mail of it has gone to them or is on its way: they go
 * on. What was left out for a reason of its own, as for who has left, keeps it.
 * @returns who was taken out.
 */
export async function takeOut(tx: Tx, { actId, contactIds, now }: TakingOut): Promise<string[]> {
  const ids = idList(contactIds);
  // Sending holds the contact: none of their mails sets off meanwhile.
  await tx.execute(sql`select from contacts where id in ${ids} order by email for no key update`);
  const rows = await tx.execute<{ id: string }>(sql`
    with out as (
      update enrolments e set ended_at = ${now.toISOString()}::timestamptz, ending = 'removed'
      where e.act_id = ${actId}::uuid and e.contact_id in ${ids} and e.ended_at is null and not exists (
        select from messages m where m.subject_id = e.id and (m.state not in ('queued', 'suppressed') or m.state = 'queued' and m.handed_at is not null))
      returning id, contact_id
    ), gone as (
      update messages m set state = 'suppressed', reason = 'taken-out', batch_id = null
      from out where m.subject_id = out.id and m.state = 'queued'
    )
    select contact_id as id from out`);
  return rows.map(({ id }) => id);
}
