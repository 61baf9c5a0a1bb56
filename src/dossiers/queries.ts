import { and, desc, eq, inArray, like, lt, or, type SQL, sql } from 'drizzle-orm';
import { contacts } from '../contacts/table.ts';
import type { Db } from '../db/client.ts';
import { signups } from '../signups/table.ts';
import { type Consent, consentColumns, consentOf } from './consent.ts';

export type Contact = typeof contacts.$inferSelect;
export type ListedContact = { contact: Contact; consent: Consent };
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
  const ofCampaign = campaignId && db.select({ id: signups.contactId }).from(signups).where(eq(signups.campaignId, campaignId));
  const filter = and(
    ...words.map(beginsWith),
    before ? lt(contacts.id, before) : undefined,
    ofCampaign ? inArray(contacts.id, ofCampaign) : undefined,
  );
  return await db.transaction(async (tx) => {
    // A plan made once for all words could use no index: which one helps depends on how rare the word is.
    await tx.execute(sql`set local plan_cache_mode = force_custom_plan`);
    const page = tx.$with('page').as(tx.select().from(contacts).where(filter).orderBy(desc(contacts.id)).limit(limit));
    const rows = await tx
      .select({ contact: contacts, ...consentColumns })
      .from(contacts)
      .where(filter)
      .orderBy(desc(contacts.id))
      .limit(limit);
    return rows.map(({ contact, ...ledger }) => ({ contact, consent: consentOf(contact, ledger) }));
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
