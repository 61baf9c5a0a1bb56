import { and, eq, isNull } from 'drizzle-orm';
import { contacts } from '../contacts/table.ts';
import type { Tx } from '../db/client.ts';
import { enrolments, messages } from '../followups/table.ts';
import type { Locale } from '../locales/index.ts';
import { bookings, shiftWaits } from '../shifts/table.ts';

/** Speaks another language with a contact from now on: their pages, and every mail that is still to come. */
export async function changeLanguage(
  tx: Tx,
  { contactId, locale, at }: { contactId: string; locale: Locale; at: Date },
): Promise<void> {
  await tx.update(contacts).set({ locale, updatedAt: at }).where(eq(contacts.id, contactId));
  await tx.update(bookings).set({ locale }).where(eq(bookings.contactId, contactId));
  await tx.update(shiftWaits).set({ locale }).where(eq(shiftWaits.contactId, contactId));
  await tx
    .update(enrolments)
    .set({ locale })
    .where(and(eq(enrolments.contactId, contactId), isNull(enrolments.endedAt)));
  await tx
    .update(messages)
    .set({ locale })
    // What a batch has taken up is on its way, as it is.
    .where(and(eq(messages.contactId, contactId), eq(messages.state, 'queued'), isNull(messages.batchId)));
}
