import { eq, sql } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { endRun, nextOf, type Run } from './go-on-run.ts';
import type { CrmConnector } from './queries.ts';
import { crmRuns } from './table.ts';
import { wakeCrms } from './wake.ts';

/** So many contacts of a backfill wait at once: what people do meanwhile comes in between, and a pause is one. */
const room = 2_000;
const together = 500;

/**
 * Puts the next contacts of a backfill in the queue, while there is room, behind whoever waits there. Each is pushed as
 * ever: what the CRM has already costs no call.
 */
export async function backfillSome(deps: Deps, connector: CrmConnector, run: Run): Promise<'more' | 'done'> {
  const { db, clock } = deps;
  if (connector.state !== 'active') return 'more';
  for (;;) {
    const [queue] = await db.execute<{ waiting: number }>(sql`
      select count(*)::int as waiting from (
        select from crm_sync_states where connector_id = ${connector.id}::uuid and state = 'waiting' and cause is null
        limit ${room}) as queued`);
    const waiting = queue?.waiting ?? 0;
    const contactIds = await nextOf(db, connector, run, clock.now(), together);
    const counts = await countPushes(deps, run);
    if (contactIds.length === 0) {
      if (waiting > 0) {
        await db.update(crmRuns).set({ counts }).where(eq(crmRuns.id, run.id));
        return 'more';
      }
      await db.update(crmRuns).set({ counts }).where(eq(crmRuns.id, run.id));
      await endRun(deps, run);
      return 'done';
    }
    if (waiting + contactIds.length > room) {
      await db.update(crmRuns).set({ counts }).where(eq(crmRuns.id, run.id));
      return 'more';
    }
    const now = sql`${clock.now().toISOString()}::timestamptz`;
    const position = contactIds.at(-1) ?? null;
    const moved = await db.transaction(async (tx) => {
      const [mine] = await tx
        .update(crmRuns)
        .set({ position, done: run.done + contactIds.length, counts })
        .where(
          sql`${crmRuns.id} = ${run.id}::uuid and ${crmRuns.state} = 'running'
            and ${crmRuns.position} is not distinct from ${run.position}::uuid`,
        )
        .returning();
      if (!mine) return undefined;
      await tx.execute(sql`
        insert into crm_sync_states as s (connector_id, contact_id, state, dirty_since, next_try_at)
        select ${connector.id}::uuid, id, 'waiting', ${now}, ${now}
        from (select value::uuid as id from jsonb_array_elements_text(${JSON.stringify(contactIds)}::jsonb)) as mine
        join contacts using (id) order by id
        on conflict (connector_id, contact_id) do update set state = 'waiting', version = s.version + 1,
          dirty_since = coalesce(s.dirty_since, excluded.dirty_since), attempts = 0, failing_since = null,
          next_try_at = excluded.next_try_at
        -- Who is being pushed at this moment may be so as it was before.
        where s.state <> 'waiting' or s.claim is not null`);
      await wakeCrms(tx, [connector.id]);
      return mine;
    });
    if (!moved) return 'more';
    run = moved;
  }
}

/** What came of pushes since the run began, whatever they were for. */
async function countPushes({ db }: Pick<Deps, 'db'>, run: Run): Promise<Record<string, number>> {
  const rows = await db.execute<{ result: string; count: number }>(sql`
    select result, count(distinct contact_id)::int as count from crm_pushes
    where connector_id = ${run.connectorId}::uuid and at >= ${run.startedAt.toISOString()}::timestamptz
      and result <> 'retry'
    group by result`);
  return Object.fromEntries([...rows].map(({ result, count }) => [result, count]));
}
