import { sql } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';
import { idList } from '../db/id-list.ts';

/**
 * Takes people out of what began with an attendance that was taken back, and of what began with a missed shift at which
 * they were after all (a door without a network tells it late): no thanks for coming goes to who was not there, and no
 * regret to who was. What has gone, or is being handed over, stays; what was planned is planned no more, so that a second
 * correction plans it anew. Twice is once.
 */
export async function endUntrue(tx: Tx, bookingIds: string[], now: Date): Promise<void> {
  if (bookingIds.length === 0) return;
  const ids = idList(bookingIds);
  // Sending holds the contact: none of their mails sets off meanwhile.
  await tx.execute(sql`
    select from contacts where id in (select contact_id from bookings where id in ${ids})
    order by email for no key update`);
  await tx.execute(sql`
    with out as (
      update enrolments e set ended_at = ${now.toISOString()}::timestamptz, ending = 'removed'
      from sequences s, bookings b
      where s.id = e.sequence_id and b.id = e.subject_id and b.id in ${ids} and e.ended_at is null
        and case s.start ->> 'on' when 'attended' then b.state <> 'attended' when 'missed' then b.state = 'attended'
          else false end
      returning e.id
    )
    delete from messages m using out where m.subject_id = out.id and m.state = 'queued' and m.handed_at is null`);
}
