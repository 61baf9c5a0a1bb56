import { eq } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { closeBulkAct } from './close-bulk-act.ts';
import { bulkActs } from './table.ts';

/** Ends an act where it is; what it has done stays, and can be undone. One that is over stays as it is. */
export async function stopBulkAct(deps: Deps, id: string, stoppedBy: string): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const [act] = await tx.select().from(bulkActs).where(eq(bulkActs.id, id)).for('update');
    if (act?.state !== 'running') return;
    // Behind the last step, which the lock waited for.
    const now = deps.clock.now();
    await tx.update(bulkActs).set({ state: 'stopped', finishedAt: now }).where(eq(bulkActs.id, id));
    await closeBulkAct(tx, act, { stoppedBy, at: now });
  });
}
