import { and, eq } from 'drizzle-orm';
import type { Db } from '../db/client.ts';
import { notes } from './table.ts';

/** Deletes a note of one's own; another's stays. */
export async function deleteNote(
  db: Db,
  { id, contactId, organizerId }: { id: string; contactId: string; organizerId: string },
): Promise<void> {
  await db
    .delete(notes)
    .where(and(eq(notes.id, id), eq(notes.contactId, contactId), eq(notes.organizerId, organizerId)));
}
