import { sql } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';
import { newIdInSql } from '../db/new-id-in-sql.ts';
import { planNext } from './plan-next.ts';

/** So many people come into sequences in one transaction at most. */
const atOnce = 2_000;
/** How long after a shift, in hours, somebody has to tell how it went, and until when it is still worth speaking of. */
const window = { from: 24, until: 7 * 24 };

/**
 * Puts people into the live sequences that begin with a missed shift: who had a seat, was not seen at the door and has
 * not said a word in the day after. Only where others were seen there: where nobody keeps the door, silence says nothing.
 * Each seat begins one once, whoever says later that they missed it. @returns whether there may be more to put in.
 */
export async function lookForMissed(tx: Tx, now: Date): Promise<boolean> {
  const at = sql`${now.toISOString()}::timestamptz`;
  const ago = (hours: number) => sql`${at} - make_interval(hours => ${hours}::int)`;
  const begun = await tx.execute<{ id: string }>(sql`
    insert into enrolments (id, sequence_id, campaign_id, contact_id, subject_id, locale, step_at, started_at)
    select ${newIdInSql}, s.id, s.campaign_id, contacts.id, b.id, contacts.locale, ${at}, ${at}
    from sequences s join campaigns on campaigns.id = s.campaign_id and campaigns.status = 'live'
    join shifts on shifts.campaign_id = s.campaign_id and shifts.cancelled_at is null
      and shifts.starts_at > ${ago(2 * window.until)}
      and shifts.ends_at > ${ago(window.until)} and shifts.ends_at <= ${ago(window.from)}
      and exists (select from bookings seen where seen.shift_id = shifts.id and seen.checked_in_at is not null)
    join bookings b on b.shift_id = shifts.id and b.state = 'booked'
    join contacts on contacts.id = b.contact_id and contacts.erased_at is null
    where s.state = 'live' and s.steps <> '[]' and s.start ->> 'on' = 'missed'
      and exists (
        select from consents where consents.contact_id = contacts.id and consents.campaign_id = s.campaign_id
          and purpose = 'follow-up' and channel = 'email' and action = 'granted')
      and not exists (
        select from enrolments e where e.sequence_id = s.id and e.contact_id = contacts.id
          and (e.ended_at is null or e.subject_id = b.id))
    limit ${atOnce}
    on conflict do nothing returning id`);
  await planNext(
    tx,
    begun.map(({ id }) => id),
    now,
  );
  return begun.length === atOnce;
}
