import { eq } from 'drizzle-orm';
import type { Db } from '../db/client.ts';
import { conversations } from './table.ts';

/** Says that a conversation needs no answer: "merci !" is the last word of many. The next reply opens it again. */
export async function closeConversation(db: Db, id: string): Promise<void> {
  await db.update(conversations).set({ waitingSince: null }).where(eq(conversations.id, id));
}
