import { sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../db/client.ts';

/** The form whose box was ticked, and when the owner of the address confirmed it. */
type Confirmation = { contactId: string; campaignId: string; formSentAt: Date; clientHash: string; at: Date };

/**
 * Turns what a form asked for into a consent: anyone may tick a box under anyone's address, so a form's entry in the
 * ledger counts for nothing until the owner of the address says yes to it (double opt-in). The new entry keeps the
 * sentence that was agreed to. Nothing is added where the box was left empty, where it was said before, or where the
 * owner has left since: an old link brings nobody back.
 */
export async function confirmConsent(tx: Tx, confirmation: Confirmation): Promise<void> {
  const { contactId, campaignId, clientHash } = confirmation;
  const [sentAt, at] = [confirmation.formSentAt.toISOString(), confirmation.at.toISOString()];
  await tx.execute(sql`
    insert into consents (id, contact_id, campaign_id, purpose, channel, action, wording, locale, source, client_hash, at)
    select ${uuidv7()}, contact_id, campaign_id, purpose, channel, action, wording, locale, 'confirm-page', ${clientHash}, ${at}
    from consents asked
    where contact_id = ${contactId} and campaign_id = ${campaignId} and at = ${sentAt} and action = 'granted'
      and source = 'form'
      and not exists (
        select from consents since
        where since.contact_id = asked.contact_id and since.purpose = asked.purpose and since.channel = asked.channel
          and since.at >= asked.at
          and (since.action = 'withdrawn' or (since.source = 'confirm-page' and since.campaign_id = asked.campaign_id)))
    limit 1`);
}
