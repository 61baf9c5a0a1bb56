import { and, eq } from 'drizzle-orm';
import { validate as isUuid } from 'uuid';
import { contacts } from '../contacts/table.ts';
import type { Db } from '../db/client.ts';
import { type Locale, messages } from '../locales/index.ts';
import { contactAttempts } from './table.ts';
import { calledBy } from './view.ts';

type Told = { noted?: string | undefined; undone?: string | undefined };

/** What a page says after a button: the attempt that the address names, if it is the organizer's own, and its undoing. */
export async function readNotice(
  db: Db,
  locale: Locale,
  organizerId: string,
  { noted, undone }: Told,
): Promise<{ text: string; takeBack?: string } | undefined> {
  const t = messages(locale).outreach.attempt;
  if (undone !== undefined) return { text: t.takenBack };
  if (noted === undefined || !isUuid(noted)) return undefined;
  const { firstName, lastName, email } = contacts;
  const [found] = await db
    .select({ outcome: contactAttempts.outcome, contactId: contacts.id, who: { firstName, lastName, email } })
    .from(contactAttempts)
    .innerJoin(contacts, eq(contacts.id, contactAttempts.contactId))
    .where(and(eq(contactAttempts.id, noted), eq(contactAttempts.organizerId, organizerId)));
  if (!found) return undefined;
  return {
    text: t.noted[found.outcome](calledBy(locale, found.who)),
    takeBack: `/admin/contacts/${found.contactId}/attempts/${noted}/take-back`,
  };
}
