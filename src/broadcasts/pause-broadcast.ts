import { and, eq } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { recordAudit } from '../organizers/record-audit.ts';
import { broadcasts } from './table.ts';

/** Holds a broadcast back: what is not handed over yet waits until it is resumed. One that does not run stays as it is. */
export async function pauseBroadcast(deps: Deps, id: string, organizerId: string): Promise<void> {
  const at = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    const paused = await tx
      .update(broadcasts)
      .set({ state: 'paused', updatedAt: at })
      .where(and(eq(broadcasts.id, id), eq(broadcasts.state, 'running')))
      .returning({ id: broadcasts.id });
    if (paused.length === 0) return;
    await recordAudit(tx, { organizerId, action: 'broadcast.paused', detail: { broadcast: id }, at });
  });
}
