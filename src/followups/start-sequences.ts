import { sql } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';
import { newIdInSql } from '../db/new-id-in-sql.ts';
import type { StartKind } from './form.ts';
import { planNext } from './plan-next.ts';

/** Something that sequences of a campaign may begin with; `subjectId` is what it happened to, and begins each of them once. */
export type Start = { on: StartKind; contactId: string; campaignId: string; subjectId: string; at: Date };

/**
 * Puts people into the live sequences that begin with what they did. Who is in one stays where they are; who has been
 * through one that begins with signing up or promising is not put in again, unless they had left. Twice is once. With an
 * attendance or an absence that was corrected meanwhile nothing begins; one that was corrected by mistake goes on from
 * where it was.
 */
export async function startSequences(tx: Tx, starts: Start[], now: Date): Promise<void> {
  if (starts.length === 0) return;
  const rows = starts.map(({ on, contactId, campaignId, subjectId, at }) => ({
    kind: on,
    contact_id: contactId,
    campaign_id: campaignId,
    subject_id: subjectId,
    at,
  }));
  const given = sql`json_to_recordset(${JSON.stringify(rows)}::json)
    as row(kind text, contact_id uuid, campaign_id uuid, subject_id uuid, at timestamptz)`;
  const wasThere = sql`exists (
    select from bookings where bookings.id = row.subject_id and bookings.state = 'attended')`;
  const holds = sql`case row.kind when 'attended' then ${wasThere} when 'missed' then not ${wasThere} else true end`;
  const again = await tx.execute<{ id: string }>(sql`
    update enrolments e set ended_at = null, ending = null
    from ${given} join sequences s on s.campaign_id = row.campaign_id and s.start ->> 'on' = row.kind
    where row.kind in ('attended', 'missed') and ${holds} and s.state = 'live'
      and e.sequence_id = s.id and e.contact_id = row.contact_id and e.subject_id = row.subject_id
      and e.ending = 'removed' and not exists (
        select from enrolments other
        where other.sequence_id = s.id and other.contact_id = e.contact_id and other.ended_at is null)
    returning e.id`);
  const begun = await tx.execute<{ id: string }>(sql`
    insert into enrolments (id, sequence_id, campaign_id, contact_id, subject_id, locale, step_at, started_at)
    select ${newIdInSql}, s.id, s.campaign_id, contacts.id, row.subject_id, contacts.locale, row.at, row.at
    from ${given}
    join sequences s on s.campaign_id = row.campaign_id and s.start ->> 'on' = row.kind
    join contacts on contacts.id = row.contact_id
    where s.state = 'live' and s.steps <> '[]' and contacts.erased_at is null
      and exists (
        select from consents where contact_id = contacts.id and campaign_id = row.campaign_id
          and purpose = 'follow-up' and channel = 'email' and action = 'granted')
      and ${holds}
      and (row.kind not in ('signup', 'confirmed', 'pledge') or not exists (
        select from enrolments e where e.sequence_id = s.id and e.contact_id = contacts.id
          and coalesce(e.ending, 'finished') not in ('left', 'removed')))
    on conflict do nothing returning id`);
  await planNext(
    tx,
    [...again, ...begun].map(({ id }) => id),
    now,
  );
}
