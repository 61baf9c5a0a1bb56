import { eq, sql } from 'drizzle-orm';
import type { Db, Tx } from '../db/client.ts';
import { conversations } from './table.ts';

type Settled = {
  id: string;
  /** Up to when the organizer had read. */
  seen: Date;
  /** When they wrote back; left out where no answer is needed ("merci !" is the last word of many). */
  writtenAt?: Date;
};

/** Ends a conversation's wait for what an organizer has read. A reply that came meanwhile, unread, goes on waiting. */
export async function settleWait(db: Db | Tx, { id, seen, writtenAt }: Settled): Promise<void> {
  await db
    .update(conversations)
    .set({
      waitingSince: sql`(
        select min(replies.at) from replies
        where replies.conversation_id = ${id} and replies.kind = 'reply' and replies.wish <> 'left'
          and replies.at > ${seen.toISOString()}::timestamptz)`,
      ...(writtenAt === undefined ? {} : { lastAt: sql`greatest(last_at, ${writtenAt.toISOString()}::timestamptz)` }),
    })
    .where(eq(conversations.id, id));
}
