import { sql } from 'drizzle-orm';
import type { Db } from '../db/client.ts';
import type { Cause, VendorName } from './connector.ts';

/** How a connector stands, in numbers: what `crm status` prints and `/metrics` tells. */
export type CrmFigures = {
  id: string;
  name: string;
  vendor: VendorName;
  state: 'active' | 'paused';
  circuit: 'closed' | 'open' | 'half-open';
  /** Contacts that wait, of them those who leave, and since when the oldest does, in seconds. */
  waiting: number;
  withdrawals: number;
  oldest: number;
  synced: number;
  refused: number;
  dead: number;
  /** Calls within the last five minutes, a second. */
  rate: number;
  /** Contacts that a cause keeps from passing. */
  causes: Partial<Record<Cause, number>>;
};

/** The figures of every connector that is not disconnected. */
export async function crmFigures(db: Db, now: Date): Promise<CrmFigures[]> {
  const at = sql`${now.toISOString()}::timestamptz`;
  const rows = await db.execute<CrmFigures>(sql`
    select c.id, c.name, c.vendor, c.state, coalesce(g.circuit, 'closed') as circuit, s.waiting, s.withdrawals,
      greatest(0, coalesce(extract(epoch from ${at} - s.oldest), 0))::float8 as oldest, s.synced, s.refused, s.dead,
      (select count(*)::float8 / 300 from crm_calls k where k.connector_id = c.id and k.at > ${at} - interval '5 min') as rate,
      coalesce((select json_object_agg(cause, count) from (
        select cause, count(*)::int from crm_sync_states f
        where f.connector_id = c.id and f.cause is not null and f.state in ('waiting', 'refused', 'dead') group by cause
      ) as failed), '{}') as causes
    from crm_connectors c left join crm_gates g on g.connector_id = c.id
    cross join lateral (
      select count(*) filter (where state = 'waiting')::int as waiting,
        count(*) filter (where state = 'waiting' and withdrawal)::int as withdrawals,
        min(dirty_since) filter (where state = 'waiting') as oldest,
        count(*) filter (where state = 'synced')::int as synced,
        count(*) filter (where state = 'refused')::int as refused,
        count(*) filter (where state = 'dead')::int as dead
      from crm_sync_states s where s.connector_id = c.id
    ) as s
    where c.state <> 'disconnected' order by lower(c.name), c.id`);
  return [...rows];
}
