import { eq } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { recordAudit } from './record-audit.ts';
import { organizers, organizerTwoFactors } from './table.ts';

/** Takes an organizer's authenticator app and recovery codes away, at their own wish. A second time changes nothing. */
export async function removeApp(deps: Deps, organizerId: string): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const gone = await tx.delete(organizerTwoFactors).where(eq(organizerTwoFactors.userId, organizerId)).returning();
    await tx.update(organizers).set({ twoFactorEnabled: false }).where(eq(organizers.id, organizerId));
    if (gone.length === 0) return;
    await recordAudit(tx, { organizerId, action: 'second-factor.removed', count: 1, at: deps.clock.now() });
  });
}
