import { and, asc, eq, exists, gte, not, type SQL, sql } from 'drizzle-orm';
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

type Consent = typeof consents.$inferSelect;

/**
 * What a contact has agreed to and not taken back, one entry for each purpose, channel and subject: the last that
 * counts, or else the last that waits for confirmation.
 */
export async function standingConsents(db: Db | Tx, contactId: string): Promise<Consent[]> {
  const entries = await db
    .select()
    .from(consents)
    .where(eq(consents.contactId, contactId))
    // `granted` before `withdrawn`: at the same moment, the stricter one counts.
    .orderBy(asc(consents.at), asc(consents.action), asc(consents.id));
  const standing = new Map<string, Consent>();
  for (const entry of entries) {
    const key = `${entry.purpose} ${entry.channel} ${entry.subject}`;
    const known = standing.get(key);
    if (entry.action === 'withdrawn') standing.delete(key);
    else if (!known || !waits(entry) || waits(known)) standing.set(key, entry);
  }
  return [...standing.values()];
}

/** Whether an entry is a form's that its owner has yet to confirm; the same as `grantCounts`, on a row. */
export function waits({ action, source, needsConfirmation }: Consent): boolean {
  return action === 'granted' && source === 'form' && needsConfirmation;
}

/** Whether a box that was ticked in a campaign waits for the owner of the address to agree to it. */
export async function awaitsOwner(db: Db | Tx, contactId: string, campaignId: string): Promise<boolean> {
  const standing = await standingConsents(db, contactId);
  return standing.some((entry) => entry.campaignId === campaignId && waits(entry));
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
