import { and, eq, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../db/client.ts';
import { consents } from './table.ts';

/** The form whose boxes were ticked, and when the owner of the address confirmed it. */
type Confirmation = { contactId: string; campaignId: string; formSentAt: Date; clientHash: string; at: Date };

/**
 * Turns what a form asked for into consents: anyone may tick a box under anyone's address, so a form's entries in the
 * ledger that need it count for nothing until the owner of the address says yes to them (double opt-in). The new
 * entries keep the sentences that were agreed to. Nothing is added where a box was left empty, where it was said
 * before, or where the owner has left since: an old link brings nobody back.
 */
export async function confirmConsent(tx: Tx, confirmation: Confirmation): Promise<void> {
  const { contactId, campaignId, formSentAt, clientHash, at } = confirmation;
  const asked = await tx
    .select()
    .from(consents)
    .where(
      and(
        eq(consents.contactId, contactId),
        eq(consents.campaignId, campaignId),
        eq(consents.at, formSentAt),
        eq(consents.action, 'granted'),
        eq(consents.source, 'form'),
        sql`not exists (
          select from consents since
          where since.contact_id = ${consents.contactId} and since.purpose = ${consents.purpose}
            and since.channel = ${consents.channel} and since.subject = ${consents.subject}
            and since.at >= ${consents.at}
            and (since.action = 'withdrawn'
              or (since.source = 'confirm-page' and since.campaign_id = ${consents.campaignId})))`,
      ),
    );
  // Two forms may have been sent at one moment.
  const once = [...new Map(asked.map((entry) => [`${entry.channel} ${entry.subject}`, entry])).values()];
  if (once.length === 0) return;
  const said = { source: 'confirm-page', needsConfirmation: false, clientHash, at };
  await tx.insert(consents).values(once.map((entry) => ({ ...entry, ...said, id: uuidv7() })));
}
