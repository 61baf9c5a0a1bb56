import { sql } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { wakeCrms } from './wake.ts';

const together = 5_000;

/**
 * Turns what changed into contacts that wait, at every connector that is not disconnected; many changes of one contact
 * become one. Whoever leaves goes ahead. Several workers fold different changes; a transaction that commits while this
 * runs has a job of its own.
 */
export async function foldChanges({ db, clock }: Pick<Deps, 'db' | 'clock'>): Promise<void> {
  for (;;) {
    const now = sql`${clock.now().toISOString()}::timestamptz`;
    const folded = await db.transaction(async (tx) => {
      const [row] = await tx.execute<{ taken: number; waiting: string[] | null }>(sql`
        with taken as (
          delete from crm_changes where id in (
            select id from crm_changes order by id limit ${together} for update skip locked)
          returning contact_id, withdrawal
        ),
        -- In one order, so that two workers cannot wait for each other. Erased contacts have no state.
        changed as (
          select t.contact_id, bool_or(t.withdrawal) as withdrawal
          from taken t join contacts c on c.id = t.contact_id and c.erased_at is null
          group by t.contact_id order by t.contact_id
        ),
        waiting as (
          insert into crm_sync_states as s (connector_id, contact_id, state, dirty_since, withdrawal, next_try_at)
          select k.id, contact_id, 'waiting', ${now}, withdrawal, ${now}
          from changed cross join (select id from crm_connectors where state <> 'disconnected' order by id) as k
          order by k.id, contact_id
          on conflict (connector_id, contact_id) do update set
            state = 'waiting', version = s.version + 1,
            dirty_since = case when s.state = 'waiting' then least(s.dirty_since, excluded.dirty_since)
              else excluded.dirty_since end,
            withdrawal = s.withdrawal or excluded.withdrawal,
            attempts = case when s.state = 'waiting' then s.attempts else 0 end,
            failing_since = case when s.state = 'waiting' then s.failing_since end,
            next_try_at = ${now}
          returning connector_id
        )
        select (select count(*)::int from taken) as taken,
          (select json_agg(distinct connector_id) from waiting) as waiting`);
      const waiting = row?.waiting ?? [];
      if (waiting.length > 0) await wakeCrms(tx, waiting);
      return row?.taken ?? 0;
    });
    if (folded < together) return;
  }
}
