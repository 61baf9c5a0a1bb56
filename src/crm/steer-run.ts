import { and, eq, inArray } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { enqueue } from '../jobs/enqueue.ts';
import { recordAudit } from '../organizers/record-audit.ts';
import { crmRuns } from './table.ts';

const from = { pause: ['running'], resume: ['paused'], stop: ['running', 'paused'] } as const;
const to = { pause: 'paused', resume: 'running', stop: 'stopped' } as const;

/** Pauses a run, lets it go on from where it was, or ends it. Returns whether there was something to steer. */
export async function steerRun(
  deps: Pick<Deps, 'db' | 'clock'>,
  { runId, act, organizerId }: { runId: string; act: keyof typeof from; organizerId: string | null },
): Promise<boolean> {
  const at = deps.clock.now();
  return await deps.db.transaction(async (tx) => {
    const [run] = await tx
      .update(crmRuns)
      .set({ state: to[act], ...(act === 'stop' ? { endedAt: at, position: null } : {}) })
      .where(and(eq(crmRuns.id, runId), inArray(crmRuns.state, [...from[act]])))
      .returning({ connectorId: crmRuns.connectorId });
    if (!run) return false;
    if (act === 'resume') await enqueue(tx, 'crm.run', { runId }, { key: `crm.run:${runId}` });
    const detail = { connectorId: run.connectorId, runId, act };
    await recordAudit(tx, { organizerId, action: 'crm.run-steered', detail, at });
    return true;
  });
}
