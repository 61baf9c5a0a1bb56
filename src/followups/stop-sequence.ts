import { sql } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';
import { endEnrolments } from './end-enrolments.ts';

type Stop = { contactId: string; campaignId: string; reason: 'replied'; at: Date };

/**
 * Ends a campaign's sequences for a contact, and leaves out the mails of theirs that are planned. Mails that answer an
 * act (a seat, a confirmation) go on. The caller holds the contact: what is being sent at this moment goes.
 */
export async function stopSequence(tx: Tx, { contactId, campaignId, reason, at }: Stop): Promise<void> {
  await tx.execute(sql`
    update messages set state = 'suppressed', reason = ${reason}, batch_id = null
    from enrolments e
    where e.contact_id = ${contactId}::uuid and e.campaign_id = ${campaignId}::uuid and e.ended_at is null
      and messages.subject_id = e.id and messages.state = 'queued' and messages.handed_at is null`);
  await endEnrolments(tx, { contactId, campaignId, ending: reason, at });
}
