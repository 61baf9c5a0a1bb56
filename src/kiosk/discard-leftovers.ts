import { and, eq, lte } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';
import { recordAudit } from '../organizers/record-audit.ts';
import type { Kiosk } from './queries.ts';
import { kioskLeftovers } from './table.ts';

/**
 * Throws away what was set aside of a kiosk, at an organizer's word. What came in after `seenAt`, when they looked, stays.
 * Returns how many went.
 */
export async function discardLeftovers(
  tx: Tx,
  organizerId: string,
  kiosk: Kiosk,
  { seenAt, at }: { seenAt: Date; at: Date },
): Promise<number> {
  const gone = await tx
    .delete(kioskLeftovers)
    .where(and(eq(kioskLeftovers.kioskId, kiosk.id), lte(kioskLeftovers.receivedAt, seenAt)))
    .returning({ id: kioskLeftovers.id });
  if (gone.length === 0) return 0;
  const detail = { name: kiosk.name };
  await recordAudit(tx, { organizerId, action: 'kiosk.leftovers-discarded', detail, count: gone.length, at });
  return gone.length;
}
