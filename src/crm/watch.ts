import { sql } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { enqueueMany } from '../jobs/enqueue.ts';
import { foldChanges } from './fold-changes.ts';
import { wakeCrms } from './wake.ts';

/** How often a CRM is asked what changed over there, in minutes. */
const pullEvery = 5;

/** Wakes whatever waits and nobody was woken for: a worker that died, a job that was lost, a run that stands still. */
export async function watchCrms(deps: Deps): Promise<void> {
  await foldChanges(deps);
  const now = sql`${deps.clock.now().toISOString()}::timestamptz`;
  const waiting = await deps.db.execute<{ id: string }>(sql`
    select c.id from crm_connectors c join crm_gates g on g.connector_id = c.id
    where c.state = 'active' and (g.circuit = 'closed' or g.probe_at <= ${now}) and (
      exists (select from crm_sync_states s where s.connector_id = c.id and s.state = 'waiting' and s.next_try_at <= ${now})
      or exists (select from crm_farewells f where f.connector_id = c.id and f.state = 'waiting' and f.next_try_at <= ${now}))`);
  await wakeCrms(
    deps.db,
    waiting.map(({ id }) => id),
  );
  const stale = await deps.db.execute<{ id: string }>(sql`
    select id from crm_connectors
    where state = 'active' and coalesce(pulled_at < ${now} - make_interval(mins => ${pullEvery}), true)`);
  await enqueueMany(
    deps.db,
    'crm.pull',
    [...stale].map(({ id }) => ({ payload: { connectorId: id }, key: `crm.pull:${id}` })),
  );
  const runs = await deps.db.execute<{ id: string }>(sql`select id from crm_runs where state = 'running'`);
  await enqueueMany(
    deps.db,
    'crm.run',
    [...runs].map(({ id }) => ({ payload: { runId: id }, key: `crm.run:${id}` })),
  );
}
