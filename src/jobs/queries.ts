import { sql } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';

/** When the job that waits under a key is due; undefined where none does. One that runs is done with what it has seen. */
export async function waitsUntil(tx: Tx, key: string): Promise<Date | undefined> {
  const [found] = await tx.execute<{ at: string }>(sql`
    select to_json(run_at) as at from graphile_worker.jobs
    where key = ${key} and locked_at is null and attempts < max_attempts`);
  return found && new Date(found.at);
}
