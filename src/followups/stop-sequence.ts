import { sql } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';

/**
 * Leaves out the steps of a campaign's sequence that are still to come for a contact. Mails that answer an act (a seat,
 * a confirmation) go on. One that is being sent at this moment goes.
 */
export async function stopSequence(
  tx: Tx,
  { contactId, campaignId, reason }: { contactId: string; campaignId: string; reason: 'replied' },
): Promise<void> {
  // Sending locks the message before its contact: whoever holds the contact must not wait for it.
  await tx.execute(sql`
    update messages set state = 'skipped', reason = ${reason}
    where id in (
      select m.id from messages m join sequences s on s.campaign_id = m.campaign_id
      where m.contact_id = ${contactId} and m.campaign_id = ${campaignId} and m.state = 'planned'
        and m.name in (select step ->> 'key' from jsonb_array_elements(s.steps) step)
      for no key update of m skip locked)`);
}
