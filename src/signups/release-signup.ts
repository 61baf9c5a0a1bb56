import { eq } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import type { HeldSignup } from './held-signup.ts';
import { heldSignups } from './table.ts';

/**
 * Makes a sign-up that was kept aside count, as of the moment at which it was signed. Twice is once: its id is the one
 * that it would have had.
 */
export async function releaseSignup({ db, intake, refusals }: Deps, held: HeldSignup): Promise<void> {
  await intake.submit({ ...held, at: new Date(held.at) });
  refusals.noteKept(held.campaignId);
  await db.delete(heldSignups).where(eq(heldSignups.id, held.id));
}
