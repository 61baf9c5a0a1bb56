import { sql } from 'drizzle-orm';
import type { Db } from '../db/client.ts';

/** How long an event is known again: the provider tells it for three days at most, and by hand within a month. */
const kept = 35 * 24 * 3_600_000;

/** Forgets that events were told which are told no more. */
export async function forgetEvents(db: Db, now: Date): Promise<void> {
  const before = new Date(now.getTime() - kept).toISOString();
  await db.execute(sql`delete from delivery_events where at < ${before}::timestamptz`);
}
