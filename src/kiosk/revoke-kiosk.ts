import { and, eq, isNull } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';
import { recordAudit } from '../organizers/record-audit.ts';
import { kiosks } from './table.ts';

/** Ends a kiosk's link: its page no longer opens, and what still comes by it is set aside for an organizer to decide on. */
export async function revokeKiosk(tx: Tx, organizerId: string, id: string, at: Date): Promise<void> {
  const [revoked] = await tx
    .update(kiosks)
    .set({ revokedAt: at })
    .where(and(eq(kiosks.id, id), isNull(kiosks.revokedAt)))
    .returning({ name: kiosks.name });
  if (revoked) await recordAudit(tx, { organizerId, action: 'kiosk.revoked', detail: { name: revoked.name }, at });
}
