import { eq } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { recordAudit } from './record-audit.ts';
import { organizerPasskeys, organizerSessions, organizers, organizerTwoFactors } from './table.ts';

/**
 * Takes away every second factor and passkey of someone who has lost theirs, and ends their sessions: a mail to their
 * address signs in again, and where a second factor is required they set up a new one first. `by` null: command line.
 */
export async function resetSecondFactor(deps: Deps, organizerId: string, by: string | null): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const keys = await tx.delete(organizerPasskeys).where(eq(organizerPasskeys.userId, organizerId)).returning();
    const apps = await tx.delete(organizerTwoFactors).where(eq(organizerTwoFactors.userId, organizerId)).returning();
    await tx.update(organizers).set({ twoFactorEnabled: false }).where(eq(organizers.id, organizerId));
    if (keys.length + apps.length === 0) return;
    await tx.delete(organizerSessions).where(eq(organizerSessions.userId, organizerId));
    const detail = { organizer: organizerId, passkeys: keys.length, apps: apps.length };
    await recordAudit(tx, { organizerId: by, action: 'second-factor.reset', detail, count: 1, at: deps.clock.now() });
  });
}
