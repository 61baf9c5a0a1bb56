import { and, eq, inArray, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { Deps } from '../deps.ts';
import type { CrmConnector } from './queries.ts';
import { startRun } from './start-run.ts';
import { steerRun } from './steer-run.ts';
import { crmRuns } from './table.ts';

/**
 * Has everybody looked at again after what is sent has changed; whoever stays as they are is not sent. A pass that goes on
 * began with what was true before, and ends. While it is paused, whoever was sent before waits to be looked at. Where
 * nothing was set going yet, nothing is.
 */
export async function reviewAll(
  deps: Deps,
  { id: connectorId, state }: CrmConnector,
  organizerId: string,
): Promise<void> {
  if (state !== 'active') {
    const now = sql`${deps.clock.now().toISOString()}::timestamptz`;
    await deps.db.execute(sql`
      update crm_sync_states set state = 'waiting', version = version + 1, dirty_since = ${now}, next_try_at = ${now}
      where connector_id = ${connectorId}::uuid and state in ('synced', 'out-of-scope')`);
    return;
  }
  const going = await deps.db
    .select({ id: crmRuns.id })
    .from(crmRuns)
    .where(and(eq(crmRuns.connectorId, connectorId), inArray(crmRuns.state, ['running', 'paused'])));
  for (const { id } of going) await steerRun(deps, { runId: id, act: 'stop', organizerId });
  await startRun(deps, { id: uuidv7(), connectorId, kind: 'backfill', organizerId });
}
