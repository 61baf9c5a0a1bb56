import { eq } from 'drizzle-orm';
import { track } from '../activity/track.ts';
import { contacts } from '../contacts/table.ts';
import type { Tx } from '../db/client.ts';
import { signups } from '../signups/table.ts';

/**
 * Notes that the owner of a signup's address has confirmed it. Confirming again moves the moment on, which lets
 * someone who left come back, and starts nothing twice: a signup is enrolled once.
 * Returns the contact's id; undefined when the signup is gone.
 */
export async function confirmAddress(tx: Tx, signupId: string, at: Date): Promise<string | undefined> {
  const [signup] = await tx.select().from(signups).where(eq(signups.id, signupId));
  if (!signup) return undefined;
  await tx.update(contacts).set({ confirmedAt: at, updatedAt: at }).where(eq(contacts.id, signup.contactId));
  const { contactId, campaignId } = signup;
  await track(tx, [{ kind: 'contact.confirmed', contactId, campaignId, data: { signupId }, at }]);
  return contactId;
}
