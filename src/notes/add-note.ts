import { track } from '../activity/track.ts';
import type { Tx } from '../db/client.ts';
import { notes } from './table.ts';

type NewNote = {
  /** Made with the form, so that twice is once. */
  id: string;
  contactId: string;
  organizerId: string;
  body: string;
  at: Date;
};

/** Keeps what an organizer wrote down about a contact. */
export async function addNote(tx: Tx, note: NewNote): Promise<void> {
  const [added] = await tx.insert(notes).values(note).onConflictDoNothing().returning({ id: notes.id });
  if (!added) return;
  const { id: noteId, contactId, organizerId, at } = note;
  await track(tx, [{ kind: 'note.added', contactId, campaignId: null, data: { noteId, organizerId }, at }]);
}
