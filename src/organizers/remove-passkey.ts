import { and, eq } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { recordAudit } from './record-audit.ts';
import { organizerPasskeys } from './table.ts';

/** Takes a passkey away from its owner's account. A second time changes nothing. */
export async function removePasskey(deps: Deps, organizerId: string, id: string): Promise<void> {
  const own = and(eq(organizerPasskeys.id, id), eq(organizerPasskeys.userId, organizerId));
  await deps.db.transaction(async (tx) => {
    const gone = await tx.delete(organizerPasskeys).where(own).returning();
    if (gone.length === 0) return;
    const detail = { passkey: gone[0]?.name ?? '' };
    await recordAudit(tx, { organizerId, action: 'passkey.removed', detail, count: 1, at: deps.clock.now() });
  });
}
