import { and, eq } from 'drizzle-orm';
import type { Db } from '../db/client.ts';
import { notes } from './table.ts';

type Edit = {
  id: string;
  contactId: string;
  organizerId: string;
  body: string;
  /** The text that the change was made to. */
  was: string;
};

/**
 * Changes a note of one's own. Returns the text that stands there where it was changed meanwhile, in another tab: the
 * new one is then not written; null where there is no such note of theirs.
 */
export async function editNote(
  db: Db,
  { id, contactId, organizerId, body, was }: Edit,
): Promise<{ ok: true } | { ok: false; now: string | null }> {
  const own = and(eq(notes.id, id), eq(notes.contactId, contactId), eq(notes.organizerId, organizerId));
  const [written] = await db
    .update(notes)
    .set({ body })
    .where(and(own, eq(notes.body, was)))
    .returning({ id: notes.id });
  if (written) return { ok: true };
  const [found] = await db.select({ body: notes.body }).from(notes).where(own);
  // Sent twice: it stands there already.
  return found?.body === body ? { ok: true } : { ok: false, now: found?.body ?? null };
}
