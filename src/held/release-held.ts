import { eq } from 'drizzle-orm';
import { giveShareCode } from '../attribution/give-share-code.ts';
import type { Deps } from '../deps.ts';
import { recordSignups } from '../signups/record-signups.ts';
import { heldSignups } from '../signups/table.ts';
import { confirmAddress } from '../space/confirm-address.ts';

/** Whose press it is: the link's sign-up, and a keyed hash of the client's address for the ledger. */
type Press = { id: string; clientHash: string; at: Date };

/**
 * Makes a sign-up that was kept aside count, as of the moment at which it was signed, and confirms its address: both or
 * neither, so that nobody is asked to confirm what they have just confirmed. Pressed again, it confirms again and adds
 * nothing. Returns the contact's id; undefined when the sign-up is gone.
 */
export async function releaseHeld(
  { config, db, refusals }: Deps,
  { id, clientHash, at }: Press,
): Promise<string | undefined> {
  return await db.transaction(async (tx) => {
    const [held] = await tx.delete(heldSignups).where(eq(heldSignups.id, id)).returning({ signup: heldSignups.signup });
    if (held) {
      await recordSignups(tx, [{ ...held.signup, at: new Date(held.signup.at) }]);
      refusals.noteKept(held.signup.campaignId);
    }
    const contactId = await confirmAddress(tx, { signupId: id, clientHash, at });
    if (contactId !== undefined) await giveShareCode(tx, { secret: config.secret, contactId, at });
    return contactId;
  });
}
