import { and, eq, inArray } from 'drizzle-orm';
import { track } from '../activity/track.ts';
import type { Tx } from '../db/client.ts';
import { offerSeats } from './offer-seats.ts';
import { shifts, shiftWaits } from './table.ts';

/** Takes a contact off a waiting list, or gives back the seat that is held for them: the next is asked at once. */
export async function leaveWait(
  tx: Tx,
  { waitId, contactId, at }: { waitId: string; contactId: string; at: Date },
): Promise<boolean> {
  const mine = and(eq(shiftWaits.id, waitId), eq(shiftWaits.contactId, contactId));
  const [wait] = await tx.select().from(shiftWaits).where(mine);
  if (!wait) return false;
  // Shift first, as booking does it, so that the two cannot wait for each other.
  await tx.select({ id: shifts.id }).from(shifts).where(eq(shifts.id, wait.shiftId)).for('update');
  const [left] = await tx
    .update(shiftWaits)
    .set({ state: 'left', heldUntil: null })
    .where(and(mine, inArray(shiftWaits.state, ['waiting', 'offered'])))
    .returning();
  if (!left) return true;
  const { campaignId, shiftId } = wait;
  await track(tx, [{ kind: 'wait.ended', contactId, campaignId, data: { waitId, shiftId }, at }]);
  await offerSeats(tx, shiftId, at);
  return true;
}
