import { and, eq, gt, sql } from 'drizzle-orm';
import { contacts } from '../contacts/table.ts';
import type { Tx } from '../db/client.ts';
import { takeBackWithin } from './clock-rules.ts';
import { passSoon } from './plan-passing.ts';
import { planMorning } from './plan-waiting-mails.ts';
import { contactAttempts, contactClocks } from './table.ts';

type TakingBack = { id: string; contactId: string; organizerId: string; at: Date; timezone: string };

/** `gone`: it was taken back before, or never was. `stands`: it is too late, or somebody else noted it. */
export type TakeBackResult = 'taken-back' | 'gone' | 'stands';

/**
 * Takes back what an organizer noted by mistake: their own, within the hour. The clock runs on as if nothing had been
 * pressed, and is looked at again, for its moment may be over and nothing planned any more; a note that was written along
 * stays.
 */
export async function takeBackAttempt(
  tx: Tx,
  { id, contactId, organizerId, at, timezone }: TakingBack,
): Promise<TakeBackResult> {
  await tx.select({ id: contacts.id }).from(contacts).where(eq(contacts.id, contactId)).for('no key update');
  const named = and(eq(contactAttempts.id, id), eq(contactAttempts.contactId, contactId));
  const [gone] = await tx
    .delete(contactAttempts)
    .where(
      and(
        named,
        eq(contactAttempts.organizerId, organizerId),
        gt(contactAttempts.at, new Date(at.getTime() - takeBackWithin)),
      ),
    )
    .returning();
  if (!gone) return (await tx.$count(contactAttempts, named)) > 0 ? 'stands' : 'gone';
  const ofContact = eq(contactClocks.contactId, contactId);
  if (gone.outcome === 'no-answer') {
    await tx
      .update(contactClocks)
      .set({ tries: sql`greatest(${contactClocks.tries} - 1, 0)` })
      .where(ofContact);
  } else {
    // Only what this very tap had stopped.
    await tx
      .update(contactClocks)
      .set({
        endedAt: null,
        endedBy: null,
        ending: null,
        ownerId: sql`(select owner_id from contacts where id = ${contactId})`,
      })
      .where(and(ofContact, eq(contactClocks.endedAt, gone.at), eq(contactClocks.endedBy, organizerId)));
    await passSoon(tx);
    await planMorning(tx, { now: at, timezone });
  }
  return 'taken-back';
}
