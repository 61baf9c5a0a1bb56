import { sql } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';

type TakingOut = { actId: string; targetId: string; contactIds: string[] };

/**
 * Takes those whom an act put into a campaign's sequence (`targetId`) out again, unless a mail of it has gone to them
 * or is on its way: they go on. What was left out for a reason of its own, as for who has left, keeps it.
 * @returns who was taken out.
 */
export async function takeOut(tx: Tx, { actId, targetId: campaignId, contactIds }: TakingOut): Promise<string[]> {
  const ids = sql`(select value::uuid from jsonb_array_elements_text(${JSON.stringify(contactIds)}::jsonb))`;
  // Sending holds the contact: none of their mails sets off meanwhile.
  await tx.execute(sql`select from contacts where id in ${ids} order by email for no key update`);
  const mine = (alias: string) => {
    const m = sql.raw(alias);
    return sql`${m}.contact_id in ${ids} and ${m}.campaign_id = ${campaignId}::uuid and ${m}.round = ${actId}`;
  };
  const [row] = await tx.execute<{ out: string[] | null }>(sql`
    with begun as (
      select contact_id from messages m where ${mine('m')} and state not in ('planned', 'skipped')
    ), gone as (
      update messages m set state = 'skipped', reason = 'taken-out'
      where ${mine('m')} and state = 'planned' and contact_id not in (select contact_id from begun)
      returning contact_id
    )
    select json_agg(distinct contact_id) as out from gone`);
  return row?.out ?? [];
}
