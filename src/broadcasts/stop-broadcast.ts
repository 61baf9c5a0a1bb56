import { eq, sql } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { recordAudit } from '../organizers/record-audit.ts';
import { broadcasts } from './table.ts';

/**
 * Ends a broadcast for good: what is not handed over yet never goes. One that only waits for its time becomes a draft
 * again. One that is over stays as it is.
 */
export async function stopBroadcast(deps: Deps, id: string, organizerId: string): Promise<void> {
  const at = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    const [row] = await tx.select().from(broadcasts).where(eq(broadcasts.id, id)).for('update');
    if (row?.state === 'scheduled') {
      const back = { state: 'draft', sentBy: null, startsAt: null, localHour: null, updatedAt: at } as const;
      await tx.update(broadcasts).set(back).where(eq(broadcasts.id, id));
      return await recordAudit(tx, { organizerId, action: 'broadcast.unscheduled', detail: { broadcast: id }, at });
    }
    if (row?.state !== 'running' && row?.state !== 'paused') return;
    await tx.update(broadcasts).set({ state: 'stopped', finishedAt: at, updatedAt: at }).where(eq(broadcasts.id, id));
    // Those in a batch are decided on when it is taken up.
    const stopped = await tx.execute(sql`
      update messages m set state = 'suppressed', reason = 'broadcast-stopped'
      from broadcast_recipients r
      where r.broadcast_id = ${id}::uuid and m.subject_id = r.id and m.name = 'broadcast' and m.round = ${id}
        and m.state = 'queued' and m.batch_id is null`);
    const detail = { broadcast: id };
    await recordAudit(tx, { organizerId, action: 'broadcast.stopped', detail, count: stopped.count, at });
  });
}
