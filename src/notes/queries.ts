import { and, eq } from 'drizzle-orm';
import type { Db } from '../db/client.ts';
import { notes } from './table.ts';

/** A note that an organizer wrote about a contact, to be changed; undefined where it is not theirs. */
export async function findOwnNote(
  db: Db,
  { id, contactId, organizerId }: { id: string; contactId: string; organizerId: string },
): Promise<typeof notes.$inferSelect | undefined> {
  const [found] = await db
    .select()
    .from(notes)
    .where(and(eq(notes.id, id), eq(notes.contactId, contactId), eq(notes.organizerId, organizerId)));
  return found;
}
