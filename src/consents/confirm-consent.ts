import { and, asc, eq, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { Db, Tx } from '../db/client.ts';
import { consents } from './table.ts';

/** The form whose boxes were ticked: whose it is said to be, and when it was sent. */
type SentForm = { contactId: string; campaignId: string; formSentAt: Date };

/**
 * What a form asked for and its owner has not confirmed yet. Nothing where a box was left empty, where it was said
 * before, or where the owner has left since: an old link brings nobody back.
 */
export async function waitingConsents(
  db: Db | Tx,
  { contactId, campaignId, formSentAt }: SentForm,
): Promise<(typeof consents.$inferSelect)[]> {
  const asked = await db
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
    )
    .orderBy(asc(consents.id));
  // Two forms may have been sent at one moment.
  return [...new Map(asked.map((entry) => [`${entry.channel} ${entry.subject}`, entry])).values()];
}

/**
 * Turns what a form asked for into consents: anyone may tick a box under anyone's address, so a form's entries in the
 * ledger that need it count for nothing until the owner of the address says yes to them (double opt-in). The new
 * entries keep the sentences that were agreed to.
 */
export async function confirmConsent(
  tx: Tx,
  { clientHash, at, ...form }: SentForm & { clientHash: string; at: Date },
): Promise<void> {
  const waiting = await waitingConsents(tx, form);
  if (waiting.length === 0) return;
  const said = { source: 'confirm-page', needsConfirmation: false, clientHash, at };
  await tx.insert(consents).values(waiting.map((entry) => ({ ...entry, ...said, id: uuidv7() })));
}
