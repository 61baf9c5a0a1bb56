import { sql } from 'drizzle-orm';
import type { Db, Tx } from '../db/client.ts';
import { enqueueMany } from '../jobs/enqueue.ts';
import { waitsForBatch } from './say-farewell.ts';

/** Has connectors push what waits, now. */
export async function wakeCrms(tx: Db | Tx, connectorIds: string[]): Promise<void> {
  await enqueueMany(
    tx,
    'crm.push',
    connectorIds.map((connectorId) => ({ payload: { connectorId }, key: `crm.push:${connectorId}` })),
  );
}

/**
 * Has a connector push what waits when the first of it is due. What waits for a batch comes after it: its worker goes on,
 * or the minute's watch finds that it is gone. A wake at once is a job of another name beside it.
 */
export async function wakeLater(db: Db | Tx, connectorId: string, now: Date): Promise<void> {
  const [row] = await db.execute<{ at: string | null }>(sql`
    select to_json(greatest(
      least(
        (select min(next_try_at) from crm_sync_states where connector_id = g.connector_id and state = 'waiting'
          and claim is null),
        (select min(next_try_at) from crm_farewells f where connector_id = g.connector_id and state = 'waiting'
          and not ${waitsForBatch})),
      case when g.circuit = 'closed' then g.hold_until else g.probe_at end)) as at
    from crm_gates g join crm_connectors c on c.id = g.connector_id and c.state = 'active'
    where g.connector_id = ${connectorId}::uuid`);
  if (row?.at == null) return;
  const runAt = new Date(Math.max(new Date(row.at).getTime(), now.getTime() + 50));
  await enqueueMany(db, 'crm.push', [{ payload: { connectorId }, runAt, key: `crm.push-later:${connectorId}` }]);
}
