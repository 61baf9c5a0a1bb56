import { and, eq, isNull } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { recordAudit } from '../organizers/record-audit.ts';
import { apiKeys } from './table.ts';

/** Ends a key; every machine knows within a few seconds. Returns false where no such key works. */
export async function revokeKey({ db, clock }: Pick<Deps, 'db' | 'clock'>, id: string): Promise<boolean> {
  const at = clock.now();
  return await db.transaction(async (tx) => {
    const [revoked] = await tx
      .update(apiKeys)
      .set({ revokedAt: at })
      .where(and(eq(apiKeys.id, id), isNull(apiKeys.revokedAt)))
      .returning({ name: apiKeys.name });
    if (!revoked) return false;
    await recordAudit(tx, { organizerId: null, action: 'api-key.revoked', detail: { name: revoked.name }, at });
    return true;
  });
}
