import { sql } from 'drizzle-orm';
import type { Db } from '../db/client.ts';

/** How long an event is known again: senders tell theirs for days, and a signature is good for five minutes. */
const kept = 35 * 24 * 3_600_000;

/** Forgets that events were told which are told no more. */
export async function forgetInbound(db: Db, now: Date): Promise<void> {
  const before = new Date(now.getTime() - kept).toISOString();
  await db.execute(sql`delete from crm_inbound_events where at < ${before}::timestamptz`);
}
