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
