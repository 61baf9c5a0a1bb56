import { and, desc, eq, inArray, like, lt, or, type SQL, sql } from 'drizzle-orm';
import { campaigns } from '../campaigns/table.ts';
import { grantCounts } from '../consents/queries.ts';
import { consents, suppressions } from '../consents/table.ts';
import { contacts } from '../contacts/table.ts';
import type { Db, Tx } from '../db/client.ts';
import { signups } from '../signups/table.ts';

export type Contact = typeof contacts.$inferSelect;

/**
 * Where a contact stands for follow-up mail. `granted`: a grant that counts, and that no withdrawal came after.
 * `unconfirmed`: a form asked for it, and the owner of the address has yet to say yes. `suppressed`: no mail at all goes to the address, whatever was granted.
 */
type ConsentState = 'granted' | 'unconfirmed' | 'withdrawn' | 'none' | 'suppressed';

export type ListedContact = { contact: Contact; confirmed: boolean; consent: ConsentState };

export type ContactSearch = {
  /** Folded; each must begin the first name, the last name, the address or the postal code. */
  words: string[];
  campaignId?: string | undefined;
  /** Id of the last contact of the page above: the list goes on below it (keyset pagination). */
  before?: string | undefined;
  limit: number;
};

/** The contacts that match, the newest first: ids are UUIDv7 (RFC 9562), which rise with time. */
export async function searchContacts(db: Db, search: ContactSearch): Promise<ListedContact[]> {
  const { words, campaignId, before, limit } = search;
  const ofCampaign =
    campaignId && db.select({ id: signups.contactId }).from(signups).where(eq(signups.campaignId, campaignId));
  const filter = and(
    ...words.map(beginsWith),
    before ? lt(contacts.id, before) : undefined,
    ofCampaign ? inArray(contacts.id, ofCampaign) : undefined,
  );
  return await db.transaction(async (tx) => {
    // A plan made once for all words could use no index: which one helps depends on how rare the word is.
    await tx.execute(sql`set local plan_cache_mode = force_custom_plan`);
    const found = await tx.select().from(contacts).where(filter).orderBy(desc(contacts.id)).limit(limit);
    return await withStandings(tx, found);
  });
}

function beginsWith(word: string): SQL | undefined {
  const prefix = `${word.replace(/[\\%_]/g, '\\$&')}%`;
  return or(
    like(contacts.firstFolded, prefix),
    like(contacts.lastFolded, prefix),
    like(contacts.email, prefix),
    like(contacts.postalCode, prefix.toUpperCase()),
  );
}

/** One contact; undefined where there is none. `id` must be a UUID. */
export async function findContact(db: Db, id: string): Promise<ListedContact | undefined> {
  const [found] = await withStandings(db, await db.select().from(contacts).where(eq(contacts.id, id)));
  return found;
}

async function withStandings(db: Db | Tx, found: Contact[]): Promise<ListedContact[]> {
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

/** What the list of campaigns to choose from shows: every one, the newest first. */
export async function campaignNames(db: Db): Promise<Pick<typeof campaigns.$inferSelect, 'slug' | 'texts'>[]> {
  return await db
    .select({ slug: campaigns.slug, texts: campaigns.texts })
    .from(campaigns)
    .orderBy(desc(campaigns.createdAt), desc(campaigns.id));
}
