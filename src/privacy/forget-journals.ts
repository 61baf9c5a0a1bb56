import { sql } from 'drizzle-orm';
import type { Db } from '../db/client.ts';
import { undoFor } from './undo-merge.ts';

/** Lets go of what merges were undone with, once they no longer can be. */
export async function forgetJournals(db: Db, now: Date): Promise<void> {
  const before = new Date(now.getTime() - undoFor).toISOString();
  await db.execute(sql`
    update contact_merges set journal = null where journal is not null and at <= ${before}::timestamptz`);
}
