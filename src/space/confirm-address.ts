import { and, eq, isNull } from 'drizzle-orm';
import { track } from '../activity/track.ts';
import { confirmConsent } from '../consents/confirm-consent.ts';
import { contacts } from '../contacts/table.ts';
import type { Tx } from '../db/client.ts';
import { signups } from '../signups/table.ts';

/**
 * Notes that the owner of a signup's address has confirmed it, and with it the consents that its form asked for.
 * Confirming again moves the moment on and starts nothing twice: a signup is enrolled once.
 * Returns the contact's id; undefined when the signup is gone.
 */
export async function confirmAddress(
  tx: Tx,
  { signupId, clientHash, at }: { signupId: string; clientHash: string; at: Date },
): Promise<string | undefined> {
  const [signup] = await tx.select().from(signups).where(eq(signups.id, signupId));
  if (!signup) return undefined;
  const confirmed = await tx
    .update(contacts)
    .set({ confirmedAt: at, updatedAt: at })
    .where(and(eq(contacts.id, signup.contactId), isNull(contacts.erasedAt)))
    .returning({ id: contacts.id });
  // Erased since: the link is nobody's any more.
  if (confirmed.length === 0) return undefined;
  const { contactId, campaignId, createdAt: formSentAt } = signup;
  await confirmConsent(tx, { contactId, campaignId, formSentAt, clientHash, at });
  await track(tx, [{ kind: 'contact.confirmed', contactId, campaignId, data: { signupId }, at }]);
  return contactId;
}
