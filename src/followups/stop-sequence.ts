import { sql } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';

/**
 * Leaves out the steps of a campaign's sequence that are still to come for a contact. Mails that answer an act (a seat,
 * a confirmation) go on. The caller holds the contact: what is being sent at this moment goes.
 */
export async function stopSequence(
  tx: Tx,
  { contactId, campaignId, reason }: { contactId: string; campaignId: string; reason: 'replied' },
): Promise<void> {
  await tx.execute(sql`
    update messages set state = 'skipped', reason = ${reason}, batch_id = null
    from sequences
    where sequences.campaign_id = messages.campaign_id
      and messages.contact_id = ${contactId} and messages.campaign_id = ${campaignId} and messages.state = 'planned'
      and messages.name in (select step ->> 'key' from jsonb_array_elements(sequences.steps) step)`);
}
