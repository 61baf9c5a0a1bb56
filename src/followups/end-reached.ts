import { sql } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';
import { idList } from '../db/id-list.ts';
import { goalReached } from './goal-reached.ts';

/**
 * Ends the sequences of these people that have got what they ask for, and those that they have left since they came in.
 * What is planned of them is left out when it is due.
 */
export async function endReached(tx: Tx, contactIds: string[], now: Date): Promise<void> {
  if (contactIds.length === 0) return;
  const left = sql`exists (
    select from consents where consents.contact_id = e.contact_id and purpose = 'follow-up' and channel = 'email'
      and action = 'withdrawn' and at >= e.started_at)`;
  await tx.execute(sql`
    update enrolments e set ended_at = ${now.toISOString()}::timestamptz,
      ending = case when ${left} then 'left' else 'goal' end
    from sequences s
    where s.id = e.sequence_id and e.ended_at is null and e.contact_id in ${idList(contactIds)}
      and (${left} or ${goalReached(sql`e`, sql`s`)})`);
}
