import { and, eq, exists, gte, not, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { contacts } from '../contacts/table.ts';
import type { Db, Tx } from '../db/client.ts';
import { consents, suppressions } from './table.ts';

/** Where a contact stands for follow-up mail. */
export type Standing = {
  /** The owner of the address has confirmed it, and has not left since. */
  confirmed: boolean;
  /** The campaign's follow-up mail may be sent: granted, confirmed where the campaign asks for it, not withdrawn since (CASL s. 6). */
  mayFollowUp: boolean;
  /** No mail at all may go to the address. */
  suppressed: boolean;
};

/** Reads a contact's standing in a campaign from the ledger; undefined for an unknown contact. */
export async function findStanding(db: Db | Tx, contactId: string, campaignId: string): Promise<Standing | undefined> {
  const [row] = await db
    .select({
      confirmed: sql<boolean>`${contacts.confirmedAt} is not null and not ${withdrawnAfter(db, contacts.confirmedAt)}`,
      mayFollowUp: sql<boolean>`${grantedAndConfirmed(db, campaignId)}`,
      suppressed: sql<boolean>`${exists(db.select().from(suppressions).where(eq(suppressions.email, contacts.email)))}`,
    })
    .from(contacts)
    .where(eq(contacts.id, contactId));
  return row;
}

/**
 * Whether a grant counts: not before its owner has confirmed it, where its campaign asked for that. What a stranger
 * ticks there under someone's address grants nothing, even where that someone is known and confirmed elsewhere.
 */
export function grantCounts(): SQL {
  return sql`(${consents.source} <> 'form' or not ${consents.needsConfirmation})`;
}

/** A grant is the campaign's that was named beside the box. */
function grantedAndConfirmed(db: Db | Tx, campaignId: string): SQL {
  return exists(
    db
      .select()
      .from(consents)
      .where(
        and(
          eq(consents.contactId, contacts.id),
          eq(consents.campaignId, campaignId),
          eq(consents.purpose, 'follow-up'),
          eq(consents.channel, 'email'),
          eq(consents.action, 'granted'),
          grantCounts(),
          not(withdrawnAfter(db, consents.at)),
        ),
      ),
  );
}

function withdrawnAfter(db: Db | Tx, moment: typeof contacts.confirmedAt | typeof consents.at): SQL {
  const later = alias(consents, 'later');
  return exists(
    db
      .select()
      .from(later)
      .where(
        and(
          eq(later.contactId, contacts.id),
          eq(later.purpose, 'follow-up'),
          eq(later.channel, 'email'),
          eq(later.action, 'withdrawn'),
          // At the same moment, the stricter one counts.
          gte(later.at, moment),
        ),
      ),
  );
}
