import { and, asc, eq, exists, gte, inArray, not, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { contacts } from '../contacts/table.ts';
import type { Db, Tx } from '../db/client.ts';
import { idList } from '../db/id-list.ts';
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

/** A contact in a campaign. */
export type InCampaign = { contactId: string; campaignId: string };

/** Reads a contact's standing in a campaign from the ledger; undefined for an unknown contact. */
export async function findStanding(db: Db | Tx, contactId: string, campaignId: string): Promise<Standing | undefined> {
  const asked = { contactId, campaignId };
  return (await findStandings(db, [asked])).get(pairKey(asked));
}

/** The standings of many, in one statement, by `pairKey`; whoever is unknown is not among them. */
export async function findStandings(db: Db | Tx, asked: InCampaign[]): Promise<Map<string, Standing>> {
  const rows = asked.map(({ contactId, campaignId }) => ({ contact_id: contactId, campaign_id: campaignId }));
  const found = await db
    .select({
      contactId: contacts.id,
      campaignId: sql<string>`asked.campaign_id`,
      confirmed: sql<boolean>`${contacts.confirmedAt} is not null and not ${withdrawnAfter(db, contacts.confirmedAt)}`,
      mayFollowUp: sql<boolean>`${grantedAndConfirmed(db)}`,
      suppressed: sql<boolean>`${exists(db.select().from(suppressions).where(eq(suppressions.email, contacts.email)))}`,
    })
    .from(contacts)
    .innerJoin(
      sql`(select distinct * from json_to_recordset(${JSON.stringify(rows)}::json)
        as pair(contact_id uuid, campaign_id uuid)) as asked`,
      sql`asked.contact_id = ${contacts.id}`,
    );
  return new Map(found.map((row) => [pairKey(row), row]));
}

/** What a contact in a campaign is found by in a map. */
export function pairKey({ contactId, campaignId }: InCampaign): string {
  return `${contactId} ${campaignId}`;
}

/**
 * Whether a grant counts: not before its owner has confirmed it, where its campaign asked for that. What a stranger
 * ticks there under someone's address grants nothing, even where that someone is known and confirmed elsewhere.
 */
export function grantCounts(): SQL {
  return sql`(${consents.source} <> 'form' or not ${consents.needsConfirmation})`;
}

/** A grant is the campaign's that was named beside the box; in a statement where `asked` says which. */
function grantedAndConfirmed(db: Db | Tx): SQL {
  return exists(
    db
      .select()
      .from(consents)
      .where(
        and(
          eq(consents.contactId, contacts.id),
          eq(consents.campaignId, sql`asked.campaign_id`),
          eq(consents.purpose, 'follow-up'),
          eq(consents.channel, 'email'),
          eq(consents.action, 'granted'),
          grantCounts(),
          not(withdrawnAfter(db, consents.at)),
        ),
      ),
  );
}

/**
 * The ids of everyone who may be sent a campaign's follow-up mail by what they agreed to: what `mayFollowUp` says of one
 * contact, as a query that reads the ledger once for all of them.
 */
export function agreedToFollowUp(campaignId: string): SQL {
  return sql`(
    select consents.contact_id from consents
    where consents.campaign_id = ${campaignId}::uuid and consents.purpose = 'follow-up' and consents.channel = 'email'
      and consents.action = 'granted' and ${grantCounts()}
      and not exists (
        select from consents later
        where later.contact_id = consents.contact_id and later.purpose = 'follow-up' and later.channel = 'email'
          and later.action = 'withdrawn' and later.at >= consents.at
      ))`;
}

/** A channel that a contact has said no to; `blocked`: their address takes no mail, whatever they said. */
export type Refusal = 'email' | 'sms' | 'phone' | 'blocked';

/**
 * What each of many has said no to and not agreed to since, in one statement, by contact; whoever refuses nothing is not
 * among them. What ended because an address or a number was changed here, or a number in a CRM, is nobody's no.
 */
export async function refusalsOf(db: Db | Tx, contactIds: string[]): Promise<Map<string, Refusal[]>> {
  if (contactIds.length === 0) return new Map();
  const found = await db.execute<{ id: string; refusals: Refusal[] }>(sql`
    select contacts.id, to_json(array(
      select 'blocked' from suppressions where suppressions.email = contacts.email
      union
      select refusal.channel from consents refusal
      where refusal.contact_id = contacts.id and refusal.purpose = 'follow-up' and refusal.action = 'withdrawn'
        and refusal.source not in ('address-changed', 'number-changed')
        and (refusal.channel = 'email' or refusal.source not like 'crm:%')
        and not exists (
          select from consents
          where consents.contact_id = contacts.id and consents.purpose = 'follow-up'
            and consents.channel = refusal.channel and consents.action = 'granted' and ${grantCounts()}
            -- At the same moment, the stricter one counts.
            and consents.at > refusal.at
        )
      order by 1
    )) as refusals
    from contacts where contacts.id in ${idList(contactIds)}`);
  return new Map(found.filter(({ refusals }) => refusals.length > 0).map(({ id, refusals }) => [id, refusals]));
}

type Consent = typeof consents.$inferSelect;

/**
 * What a contact has agreed to and not taken back, one entry for each purpose, channel and subject: the last that
 * counts, or else the last that waits for confirmation.
 */
export async function standingConsents(db: Db | Tx, contactId: string): Promise<Consent[]> {
  return (await standingConsentsOf(db, [contactId])).get(contactId) ?? [];
}

/** The same of many, in one statement, by contact. */
async function standingConsentsOf(db: Db | Tx, contactIds: string[]): Promise<Map<string, Consent[]>> {
  const entries = await db
    .select()
    .from(consents)
    .where(inArray(consents.contactId, idList(contactIds)))
    // `granted` before `withdrawn`: at the same moment, the stricter one counts.
    .orderBy(asc(consents.at), asc(consents.action), asc(consents.id));
  const byContact = Map.groupBy(entries, (entry) => entry.contactId);
  return new Map([...byContact].map(([contactId, own]) => [contactId, stillStanding(own)]));
}

/** `entries`: of one contact, the oldest first. */
function stillStanding(entries: Consent[]): Consent[] {
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
  return (await awaitingOwner(db, [{ contactId, campaignId }])).size > 0;
}

/** Those of many for whom a box waits so, by `pairKey`. */
export async function awaitingOwner(db: Db | Tx, asked: InCampaign[]): Promise<Set<string>> {
  const standing = await standingConsentsOf(
    db,
    asked.map(({ contactId }) => contactId),
  );
  const isAwaiting = ({ contactId, campaignId }: InCampaign) =>
    standing.get(contactId)?.some((entry) => entry.campaignId === campaignId && waits(entry)) ?? false;
  return new Set(asked.filter(isAwaiting).map(pairKey));
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
