import { and, eq } from 'drizzle-orm';
import { validate as isUuid } from 'uuid';
import { contacts } from '../contacts/table.ts';
import type { Db } from '../db/client.ts';
import { type Locale, messages } from '../locales/index.ts';
import { takeBackWithin } from './clock-rules.ts';
import { contactAttempts } from './table.ts';
import { calledBy } from './view.ts';

type Told = { noted?: string | undefined; undone?: string | undefined };

/**
 * What a page says after a button: the attempt that the address names, if it is the organizer's own, and its undoing
 * while that can still be done.
 */
export async function readNotice(
  db: Db,
  locale: Locale,
  organizerId: string,
  { noted, undone }: Told,
  now: Date,
): Promise<{ text: string; takeBack?: string } | undefined> {
  const t = messages(locale).outreach.attempt;
  if (undone !== undefined) return { text: undone === 'late' ? t.tooLate : t.takenBack };
  if (noted === undefined || !isUuid(noted)) return undefined;
  const { firstName, lastName, email } = contacts;
  const [found] = await db
    .select({
      outcome: contactAttempts.outcome,
      at: contactAttempts.at,
      contactId: contacts.id,
      who: { firstName, lastName, email },
    })
    .from(contactAttempts)
    .innerJoin(contacts, eq(contacts.id, contactAttempts.contactId))
    .where(and(eq(contactAttempts.id, noted), eq(contactAttempts.organizerId, organizerId)));
  if (!found) return undefined;
  const text = t.noted[found.outcome](calledBy(locale, found.who));
  if (now.getTime() - found.at.getTime() >= takeBackWithin) return { text };
  return { text, takeBack: `/admin/contacts/${found.contactId}/attempts/${noted}/take-back` };
}
