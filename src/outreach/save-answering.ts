import type { Db } from '../db/client.ts';
import type { Answering } from './form.ts';
import { answerers } from './table.ts';

/** Keeps how an organizer wants to take part in answering. */
export async function saveAnswering(db: Db, organizerId: string, answering: Answering): Promise<void> {
  await db
    .insert(answerers)
    .values({ organizerId, ...answering })
    .onConflictDoUpdate({ target: answerers.organizerId, set: answering });
}
