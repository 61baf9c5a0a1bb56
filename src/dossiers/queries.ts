import { and, eq, inArray, isNull, type SQL, sql } from 'drizzle-orm';
import { grantCounts } from '../consents/queries.ts';
import { consents, suppressions } from '../consents/table.ts';
import { contacts } from '../contacts/table.ts';
import type { Db, Tx } from '../db/client.ts';

export type Contact = typeof contacts.$inferSelect;

/**
 * Where a contact stands for follow-up mail. `granted`: a grant that counts, and that no withdrawal came after.
 * `unconfirmed`: a form asked for it, and the owner of the address has yet to say yes. `suppressed`: no mail at all goes to the address, whatever was granted.
 */
type ConsentState = 'granted' | 'unconfirmed' | 'withdrawn' | 'none' | 'suppressed';

export type ListedContact = { contact: Contact; confirmed: boolean; consent: ConsentState };

/** One contact; undefined where there is none within the scope of who asks. `id` must be a UUID. */
export async function findContact(db: Db, id: string, scope: SQL | undefined): Promise<ListedContact | undefined> {
  const rows = await db
    .select()
    .from(contacts)
    .where(and(eq(contacts.id, id), isNull(contacts.erasedAt), scope));
  const [found] = await withStandings(db, rows);
  return found;
}

/** The contacts with where they stand for follow-up mail. */
export async function withStandings(db: Db | Tx, found: Contact[]): Promise<ListedContact[]> {
  if (found.length === 0) return [];
  const [entries, suppressed] = await Promise.all([
    db
      .select({
        contactId: consents.contactId,
        action: consents.action,
        at: consents.at,
        counts: sql<boolean>`${grantCounts()}`,
      })
      .from(consents)
      .where(
        and(
          inArray(
            consents.contactId,
            found.map(({ id }) => id),
          ),
          eq(consents.purpose, 'follow-up'),
          eq(consents.channel, 'email'),
        ),
      ),
    db
      .select({ email: suppressions.email })
      .from(suppressions)
      .where(
        inArray(
          suppressions.email,
          found.map(({ email }) => email),
        ),
      ),
  ]);
  const blocked = new Set(suppressed.map(({ email }) => email));
  const byContact = Map.groupBy(entries, (entry) => entry.contactId);
  return found.map((contact) => ({
    contact,
    ...standing(contact.confirmedAt, byContact.get(contact.id) ?? [], blocked.has(contact.email)),
  }));
}

/** The same rule as the export's, and as the one that sends: the most restrictive reading of the ledger. */
function standing(
  confirmedAt: Date | null,
  entries: { action: 'granted' | 'withdrawn'; at: Date; counts: boolean }[],
  suppressed: boolean,
): Omit<ListedContact, 'contact'> {
  const withdrawals = entries.filter(({ action }) => action === 'withdrawn').map(({ at }) => at.getTime());
  const withdrawnAt = Math.max(...withdrawals);
  const grants = entries.filter(({ action, at }) => action === 'granted' && at.getTime() > withdrawnAt);
  const confirmed = confirmedAt !== null && confirmedAt.getTime() > withdrawnAt;
  if (suppressed) return { confirmed, consent: 'suppressed' };
  if (grants.length > 0) return { confirmed, consent: grants.some(({ counts }) => counts) ? 'granted' : 'unconfirmed' };
  return { confirmed, consent: withdrawals.length > 0 ? 'withdrawn' : 'none' };
}
