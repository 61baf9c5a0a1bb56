import { and, eq, inArray, isNull, like, or, type SQL, sql } from 'drizzle-orm';
import { campaigns } from '../campaigns/table.ts';
import { contacts } from '../contacts/table.ts';
import type { Db, Tx } from '../db/client.ts';
import { signups } from '../signups/table.ts';
import { contactTags } from '../tags/table.ts';
import { type ColumnName, type Place, readColumns, type Sort, usualColumns } from './list-form.ts';
import { type ListedContact, withStandings } from './queries.ts';
import { listColumns } from './table.ts';

export type ContactFilter = {
  /** Folded; each must begin the first name, the last name, the address or the postal code. */
  words: string[];
  campaignId?: string | undefined;
  /** What a segment asks of the contacts. */
  segment?: SQL | undefined;
  /** What whoever looks may see at all; undefined: everything. */
  scope: SQL | undefined;
};

/** A page of the list; `before` and `after` are what its neighbours are asked for with, where there are any. */
export type ContactsList = { contacts: ListedContact[]; before: string | undefined; after: string | undefined };

/**
 * The contacts that match, in an order, a page below or above a contact (keyset pagination: page 500 costs what the
 * first one does). The texts are compared byte by byte, as the indexes for searching by prefix keep them.
 */
export async function listContacts(
  db: Db,
  page: ContactFilter & Place & { sort: Sort; limit: number },
): Promise<ContactsList> {
  if (page.words.length === 0 && !page.campaignId && !page.segment && !page.scope) return await readPage(db, page);
  return await db.transaction(async (tx) => {
    // A plan made once for all words could use no index: which one helps depends on how rare the word is.
    await tx.execute(
      sql`select set_config('plan_cache_mode', 'force_custom_plan', true), set_config('jit', 'off', true)`,
    );
    return await readPage(tx, page);
  });
}

async function readPage(
  db: Db | Tx,
  page: ContactFilter & Place & { sort: Sort; limit: number },
): Promise<ContactsList> {
  const { sort, limit } = page;
  const upwards = page.before !== undefined;
  const terms = termsOf(sort);
  const at = page.before ?? page.after;
  const anchor = at === undefined ? undefined : await findAnchor(db, at, terms, page.scope);
  const found = await db
    .select()
    .from(contacts)
    .where(and(contactCondition(page), anchor && beyond(terms, anchor, upwards)))
    .orderBy(...terms.map(({ column, descending }) => inOrder(column, descending !== upwards)))
    .limit(limit + 1);
  const shown = found.slice(0, limit);
  if (upwards) shown.reverse();
  const more = found.length > limit;
  return {
    contacts: await withStandings(db, shown),
    before: (upwards ? more : anchor !== undefined) ? shown[0]?.id : undefined,
    after: (upwards ? true : more) ? shown.at(-1)?.id : undefined,
  };
}

/** What everything that lists or counts contacts asks of them: the one place where a scope is put on. */
export function contactCondition({ words, campaignId, segment, scope }: ContactFilter): SQL {
  const ofCampaign =
    campaignId === undefined
      ? undefined
      : sql`exists (select from ${signups} where contact_id = contacts.id and campaign_id = ${campaignId})`;
  return and(isNull(contacts.erasedAt), ...words.map(beginsWith), ofCampaign, segment, scope) ?? sql`true`;
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

type SortColumn = 'lastFolded' | 'firstFolded' | 'email' | 'postalCode' | 'id';
type Term = { column: SortColumn; descending: boolean };
type Anchor = Pick<typeof contacts.$inferSelect, SortColumn>;

/** The columns behind an order, ended by the id, which no two share. UUIDv7 (RFC 9562) rises with time. */
function termsOf(sort: Sort): Term[] {
  const terms = sort.flatMap(({ key, descending }): Term[] => {
    if (key === 'name') return (['lastFolded', 'firstFolded'] as const).map((column) => ({ column, descending }));
    return [{ column: key === 'since' ? 'id' : key, descending }];
  });
  const end = terms.findIndex(({ column }) => column === 'id');
  return end < 0 ? [...terms, { column: 'id', descending: true }] : terms.slice(0, end + 1);
}

function inOrder(column: SortColumn, descending: boolean): SQL {
  if (column === 'id') return descending ? sql`${contacts.id} desc` : sql`${contacts.id}`;
  return descending ? sql`${contacts[column]} using ~>~` : sql`${contacts[column]} using ~<~`;
}

/**
 * What an order compares of the contact that a page lies beyond; where that is the id alone, it is known already. One out
 * of the reader's sight is none: where it stands in an order would tell its name.
 */
async function findAnchor(db: Db | Tx, id: string, terms: Term[], scope: SQL | undefined): Promise<Anchor | undefined> {
  if (terms[0]?.column === 'id') return { id, lastFolded: '', firstFolded: '', email: '', postalCode: '' };
  const { lastFolded, firstFolded, email, postalCode } = contacts;
  const [anchor] = await db
    .select({ id: contacts.id, lastFolded, firstFolded, email, postalCode })
    .from(contacts)
    .where(and(eq(contacts.id, id), scope));
  return anchor;
}

/** Beyond a contact in an order: further in the first column that differs. */
function beyond(terms: Term[], anchor: Anchor, upwards: boolean): SQL {
  const [first, ...rest] = terms;
  if (!first) return sql`false`;
  const { column, descending } = first;
  const further = comparison(column, descending !== upwards);
  const value = anchor[column];
  if (rest.length === 0) return sql`${contacts[column]} ${further} ${value}`;
  const notBehind = comparison(column, descending !== upwards, '=');
  // The first part says nothing new, but is one that an index can begin at.
  return sql`(${contacts[column]} ${notBehind} ${value} and (${contacts[column]} ${further} ${value}
    or (${contacts[column]} = ${value} and ${beyond(rest, anchor, upwards)})))`;
}

function comparison(column: SortColumn, below: boolean, equal: '' | '=' = ''): SQL {
  if (column === 'id') return sql.raw(`${below ? '<' : '>'}${equal}`);
  return sql.raw(`~${below ? '<' : '>'}${equal}~`);
}

/** What the columns hold that does not stand with the contact: ids of tags and of campaigns, by contact. */
export type ListExtras = { tags: Map<string, string[]>; campaigns: Map<string, string[]> };

/** Reads it for the contacts of one page, where a column shows it. */
export async function listExtras(db: Db | Tx, ids: string[], columns: ColumnName[]): Promise<ListExtras> {
  const [tagged, joined] = await Promise.all([
    columns.includes('tags') && ids.length > 0
      ? db
          .select({ contactId: contactTags.contactId, id: contactTags.tagId })
          .from(contactTags)
          .where(inArray(contactTags.contactId, ids))
      : [],
    columns.includes('campaigns') && ids.length > 0
      ? db
          .selectDistinct({ contactId: signups.contactId, id: campaigns.id })
          .from(signups)
          .innerJoin(campaigns, eq(campaigns.id, signups.campaignId))
          .where(inArray(signups.contactId, ids))
      : [],
  ]);
  return { tags: byContact(tagged), campaigns: byContact(joined) };
}

function byContact(rows: { contactId: string; id: string }[]): Map<string, string[]> {
  const grouped = Map.groupBy(rows, ({ contactId }) => contactId);
  return new Map([...grouped].map(([contactId, own]) => [contactId, own.map(({ id }) => id)]));
}

/** The columns that an organizer chose, or the usual ones. */
export async function chosenColumns(db: Db, organizerId: string): Promise<ColumnName[]> {
  const [row] = await db.select().from(listColumns).where(eq(listColumns.organizerId, organizerId));
  return row ? readColumns(row.names) : usualColumns;
}
