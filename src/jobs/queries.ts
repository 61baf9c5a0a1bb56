import { sql } from 'drizzle-orm';
import type { Db, Tx } from '../db/client.ts';

/** When the job that waits under a key is due; undefined where none does. One that runs is done with what it has seen. */
export async function waitsUntil(tx: Tx, key: string): Promise<Date | undefined> {
  const [found] = await tx.execute<{ at: string }>(sql`
    select to_json(run_at) as at from graphile_worker.jobs
    where key = ${key} and locked_at is null and attempts < max_attempts`);
  return found && new Date(found.at);
}

/** Whether a job is on its way under a key that begins so. */
export async function isUnderWay(db: Db, prefix: string): Promise<boolean> {
  const found = await db.execute(sql`
    select from graphile_worker.jobs where starts_with(key, ${prefix}) and attempts < max_attempts limit 1`);
  return found.length > 0;
}

/** How many workers are alive: each holds a connection of this name for as long as it lives (`liveness.ts`). */
export async function countWorkers(db: Db): Promise<number> {
  const [row] = await db.execute<{ count: number }>(sql`
    select count(*)::int as count from pg_stat_activity
    where application_name = 'terrain-liveness' and datname = current_database()`);
  return row?.count ?? 0;
}
