import { and, eq, isNull, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { track } from '../activity/track.ts';
import { contacts } from '../contacts/table.ts';
import type { Tx } from '../db/client.ts';
import { addNote } from '../notes/add-note.ts';
import { contactAttempts, contactClocks } from './table.ts';

type NewAttempt = {
  /** Made with the form, so that twice is once. */
  id: string;
  contactId: string;
  organizerId: string;
  outcome: (typeof contactAttempts.$inferSelect)['outcome'];
  /** What there is to remember; empty for nothing. */
  note: string;
  at: Date;
};

/**
 * Notes that an organizer turned to a contact. An answer stops the clock; a try without one is counted and lets it run.
 * Who has nobody becomes the organizer's own. Returns false for what was noted before.
 */
export async function recordAttempt(
  tx: Tx,
  { id, contactId, organizerId, outcome, note, at }: NewAttempt,
): Promise<boolean> {
  // Before the clock, as everyone locks the two.
  const [contact] = await tx
    .select({ ownerId: contacts.ownerId })
    .from(contacts)
    .where(eq(contacts.id, contactId))
    .for('no key update');
  if (!contact) return false;
  const [added] = await tx
    .insert(contactAttempts)
    .values({ id, contactId, organizerId, outcome, at })
    .onConflictDoNothing()
    .returning({ id: contactAttempts.id });
  if (!added) return false;
  if (contact.ownerId === null)
    await tx.update(contacts).set({ ownerId: organizerId }).where(eq(contacts.id, contactId));
  await tx
    .update(contactClocks)
    .set(
      outcome === 'no-answer'
        ? { tries: sql`${contactClocks.tries} + 1` }
        : { endedAt: at, endedBy: organizerId, ending: 'answered' },
    )
    .where(and(eq(contactClocks.contactId, contactId), isNull(contactClocks.endedAt)));
  if (note !== '') await addNote(tx, { id: uuidv7(), contactId, organizerId, body: note, at });
  const kind = outcome === 'no-answer' ? 'contact.tried' : 'contact.answered';
  const data = { attemptId: id, outcome, organizerId };
  await track(tx, [{ kind, contactId, campaignId: null, data, at }]);
  return true;
}
