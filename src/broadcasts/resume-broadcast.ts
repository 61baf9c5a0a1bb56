import { and, eq, sql } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { enqueue } from '../jobs/enqueue.ts';
import { recordAudit } from '../organizers/record-audit.ts';
import { broadcasts } from './table.ts';

/** Lets a paused broadcast go on where it was. */
export async function resumeBroadcast(deps: Deps, id: string, organizerId: string): Promise<void> {
  const at = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    const resumed = await tx
      .update(broadcasts)
      .set({ state: 'running', updatedAt: at })
      .where(and(eq(broadcasts.id, id), eq(broadcasts.state, 'paused')))
      .returning({ id: broadcasts.id });
    if (resumed.length === 0) return;
    // Whoever came due meanwhile was put off for a day.
    await tx.execute(sql`
      update messages m set due_at = ${at.toISOString()}::timestamptz, reason = ''
      from broadcast_recipients r
      where r.broadcast_id = ${id}::uuid and m.subject_id = r.id and m.name = 'broadcast' and m.round = ${id}
        and m.state = 'queued' and m.reason = 'broadcast-paused' and m.batch_id is null`);
    await enqueue(tx, 'broadcasts.run', { broadcastId: id }, { key: `broadcast:${id}` });
    await enqueue(tx, 'followups.send', { dueBy: at.toISOString() });
    await recordAudit(tx, { organizerId, action: 'broadcast.resumed', detail: { broadcast: id }, at });
  });
}
