import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Db, Tx } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { enqueue } from '../jobs/enqueue.ts';
import { recordAudit } from '../organizers/record-audit.ts';
import { findCrm } from './queries.ts';
import { scopeCondition } from './scope.ts';
import { crmRuns } from './table.ts';

export type RunKind = (typeof crmRuns.$inferSelect)['kind'];

export type Started =
  | { ok: true; runId: string }
  /** `busy`: one is under way. `not-active`: a backfill sends, and a paused connector sends nothing. */
  | { ok: false; reason: 'gone' | 'busy' | 'not-active' };

/**
 * Starts a pass over everybody whom a connector holds: `backfill` has each of them pushed who is not there yet as they
 * should be, `dry-run` says what that would do, `reconcile` compares both sides. `id` is the form's: twice is once.
 */
export async function startRun(
  deps: Pick<Deps, 'db' | 'clock'>,
  given: { id: string; connectorId: string; kind: RunKind; organizerId: string | null },
): Promise<Started> {
  const { id, connectorId, kind, organizerId } = given;
  const at = deps.clock.now();
  return await deps.db.transaction(async (tx): Promise<Started> => {
    await tx.execute(sql`select from crm_connectors where id = ${connectorId}::uuid for update`);
    const connector = await findCrm(tx, connectorId);
    if (!connector || connector.state === 'disconnected') return { ok: false, reason: 'gone' };
    if (kind === 'backfill' && connector.state !== 'active') return { ok: false, reason: 'not-active' };
    const [known] = await tx.select({ id: crmRuns.id }).from(crmRuns).where(eq(crmRuns.id, id));
    if (known) return { ok: true, runId: id };
    if (await isBusy(tx, connectorId)) return { ok: false, reason: 'busy' };
    const total = await countScope(tx, connector, at);
    await tx.insert(crmRuns).values({ id, connectorId, kind, state: 'running', total, organizerId, startedAt: at });
    await recordAudit(tx, { organizerId, action: 'crm.run-started', detail: { connectorId, kind }, count: total, at });
    await enqueue(tx, 'crm.run', { runId: id }, { key: `crm.run:${id}` });
    return { ok: true, runId: id };
  });
}

async function isBusy(tx: Tx, connectorId: string): Promise<boolean> {
  const busy = await tx
    .select({ id: crmRuns.id })
    .from(crmRuns)
    .where(and(eq(crmRuns.connectorId, connectorId), inArray(crmRuns.state, ['running', 'paused'])));
  return busy.length > 0;
}

async function countScope(db: Db | Tx, connector: Parameters<typeof scopeCondition>[1], now: Date): Promise<number> {
  const [row] = await db.execute<{ count: number }>(sql`
    select count(*)::int as count from contacts where ${await scopeCondition(db, connector, now)}`);
  return row?.count ?? 0;
}
