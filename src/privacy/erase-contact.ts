import { inArray, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { erasedHash } from '../consents/erased.ts';
import { consents, erasedAddresses, suppressions } from '../consents/table.ts';
import { underLocks } from '../contacts/under-locks.ts';
import { sayFarewell } from '../crm/say-farewell.ts';
import type { Sealing } from '../crm/seal.ts';
import type { Tx } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { enqueue } from '../jobs/enqueue.ts';
import { recordAudit } from '../organizers/record-audit.ts';
import { vacateSeats } from '../shifts/vacate-seats.ts';
import { isWithdrawn } from './consent-readings.ts';
import { dropKioskLeftovers } from './drop-kiosk-leftovers.ts';
import { personalTables } from './personal-data.ts';
import { halfHour, type PersonalTable } from './personal-table.ts';
import { countRows, findPerson, type TableCount } from './queries.ts';
import { addressesOf, name, rowsOf, type Whose } from './rows.ts';

/**
 * By whose word: an organizer's, the person's own, the command line's, a rule's, an act's on many. The last two keep
 * audit entries of their own.
 */
export type ErasedBy = {
  organizerId: string | null;
  by: 'organizer' | 'person' | 'command-line' | 'retention' | 'bulk-act';
};

/** `kept`: there was a reason to, by the time it was their turn. */
export type Erased = { ok: true; rows: TableCount[] } | { ok: false; reason: 'gone' | 'kept' };

/**
 * Erases a person (GDPR art. 17; Act respecting the protection of personal information in the private sector, s. 23 and
 * 28.1). What counted goes on counting, under a new id, for a contact who is nobody: no address, no names, times to the
 * half hour, so that no total changes. Nothing leads from there to the person, nor from the links that were mailed to them.
 * Seats in shifts to come are given back: nobody does not come.
 *
 * Who had said no, or whose address refused mail, is remembered as a keyed hash, so that no import writes to them again.
 * Erasing a second time finds nobody and changes nothing. `stillMeant` is asked when nobody can come in between any more.
 * @throws AppError `unavailable` when there was no turn for it.
 */
export async function eraseContact(
  deps: Pick<Deps, 'db' | 'clock' | 'config'>,
  contactId: string,
  by: ErasedBy,
  stillMeant: (tx: Tx) => Promise<boolean> = async () => true,
): Promise<Erased> {
  const at = deps.clock.now();
  const whose = { contactId, addresses: await addressesOf(deps.db, contactId) };
  const done = await underLocks(deps.db, [contactId], async (tx): Promise<Erased> => {
    if (!(await findPerson(tx, contactId))) return { ok: false, reason: 'gone' };
    if (!(await stillMeant(tx))) return { ok: false, reason: 'kept' };
    // Again under the locks: a merge may have added one.
    whose.addresses = await addressesOf(tx, contactId);
    const rows = await countRows(tx, whose);
    await rememberRefusals(tx, deps.config.secret, whose, at);
    await vacateSeats(tx, { contactId, at });
    await eraseRows(tx, deps.config, whose, at);
    if (by.by !== 'retention' && by.by !== 'bulk-act') {
      const detail = { by: by.by, tables: Object.fromEntries(rows.map(({ table, count }) => [table, count])) };
      await recordAudit(tx, { organizerId: by.organizerId, action: 'contact.erased', detail, count: 1, at });
    }
    await sweepLater(tx, deps.config.secret, whose.addresses, at);
    return { ok: true, rows };
  });
  // Where a process is killed before this, the sweep does it.
  if (done.ok) await dropKioskLeftovers(deps, (email) => whose.addresses.includes(email));
  return done;
}

/** Erases what is kept under an address that is no contact's: forms kept aside, mails in the mailbox, a suppression. */
export async function eraseAddress(
  deps: Pick<Deps, 'db' | 'clock' | 'config'>,
  email: string,
  by: ErasedBy,
): Promise<number> {
  const at = deps.clock.now();
  const whose = { contactId: '00000000-0000-0000-0000-000000000000', addresses: [email] };
  const count = await deps.db.transaction(async (tx) => {
    const rows = await countRows(tx, whose);
    if (rows.length === 0) return 0;
    await rememberRefusals(tx, deps.config.secret, whose, at);
    await eraseTraces(tx, whose);
    for (const line of personalTables) if ('address' in line.by) await deleteRows(tx, line, whose);
    await recordAudit(tx, {
      organizerId: by.organizerId,
      action: 'contact.erased',
      detail: { by: by.by },
      count: 1,
      at,
    });
    return rows.length;
  });
  return count + (await dropKioskLeftovers(deps, (one) => one === email));
}

/** Remembers, unreadably, whom nobody may write to again. */
async function rememberRefusals(tx: Tx, secret: string, { contactId, addresses }: Whose, at: Date): Promise<void> {
  const ledger = await tx.select().from(consents).where(sql`contact_id = ${contactId}`);
  const refused = await tx.select().from(suppressions).where(inArray(suppressions.email, addresses));
  const reason = isWithdrawn(ledger) ? 'withdrawn' : refused.length > 0 ? 'suppressed' : undefined;
  if (reason === undefined) return;
  const rows = addresses.map((email) => ({ hash: erasedHash(secret, email), reason, at }) as const);
  await tx.insert(erasedAddresses).values(rows).onConflictDoUpdate({ target: erasedAddresses.hash, set: { at } });
}

/** Everything that the registry says, onto a contact who is nobody. */
async function eraseRows(tx: Tx, sealing: Sealing, whose: Whose, at: Date): Promise<void> {
  const { contactId } = whose;
  const [since] = await tx.execute<{ ms: string }>(
    sql`select extract(epoch from date_trunc('day', created_at)) * 1000 as ms from contacts where id = ${contactId}`,
  );
  const nobody = uuidv7({ msecs: Number(since?.ms ?? at.getTime()) });
  const erasedAt = sql.raw(halfHour(`timestamptz '${at.toISOString()}'`));
  await tx.execute(sql`
    insert into contacts (id, email, locale, confirmed_at, created_at, updated_at, erased_at)
    select ${nobody}, ${`erased-${nobody}`}, locale, ${sql.raw(halfHour('confirmed_at'))}, ${sql.raw(halfHour('created_at'))},
      ${erasedAt}, ${erasedAt}
    from contacts where id = ${contactId}`);
  await sayFarewell(tx, sealing, contactId, at);
  await eraseTraces(tx, whose);
  // What is found through the contact's rows, or by ids of before a merge, goes first: the next step takes those away from the contact.
  const inOrder = personalTables.toSorted((one, other) => Number('contact' in one.by) - Number('contact' in other.by));
  for (const line of inOrder) {
    if (line.erase.does === 'delete') await deleteRows(tx, line, whose);
    if (line.erase.does === 'blank') await blankRows(tx, line, line.erase.set, whose, nobody);
  }
  await tx.execute(sql`delete from contact_merges where loser_id = ${contactId}`);
  await tx.delete(suppressions).where(inArray(suppressions.email, whose.addresses));
  await tx.execute(sql`delete from contacts where id = ${contactId}`);
}

/**
 * What is written down about many at once goes on without this one: whom a daily mail named, how far an act on a segment
 * came, and the lines of a file that an organizer was shown.
 */
async function eraseTraces(tx: Tx, whose: Whose): Promise<void> {
  const found = (table: string) => {
    const line = personalTables.find((one) => one.table === table);
    if (!line) throw new Error(`${table} has left the registry of personal data`);
    return rowsOf(line, whose);
  };
  const ids = sql`select ${whose.contactId}::uuid as id union all
    select former_id from contact_addresses where contact_id = ${whose.contactId}::uuid`;
  await tx.execute(sql`
    update waiting_mails t set contact_ids = t.contact_ids - (select array_agg(id::text) from (${ids}) as ids)
    where ${found('waiting_mails')}`);
  await tx.execute(sql`
    update bulk_acts set reached = null where reached in (${ids}) and state not in ('running', 'undoing')`);
  await tx.execute(sql`
    update imports t set checked = t.checked || '{"samples": [], "differences": [], "refusals": []}'
    where ${found('imports')}`);
  // A row that names the contact by its id, under whatever address.
  await tx.execute(sql`delete from import_rows where external_id in (${ids})`);
}

async function deleteRows(tx: Tx, line: PersonalTable, whose: Whose): Promise<void> {
  await tx.execute(sql`delete from ${name(line.table)} t where ${rowsOf(line, whose)}`);
}

async function blankRows(
  tx: Tx,
  line: PersonalTable,
  blanks: Record<string, string>,
  whose: Whose,
  nobody: string,
): Promise<void> {
  const { contactId } = whose;
  const columns = 'contact' in line.by ? line.by.contact : [];
  const set = [
    ...Object.entries(blanks).map(([column, value]) => sql`${name(column)} = ${name(value)}`),
    ...columns.map(
      (one) => sql`${name(one)} = case when t.${name(one)} = ${contactId} then ${nobody}::uuid else t.${name(one)} end`,
    ),
  ];
  await tx.execute(sql`update ${name(line.table)} t set ${sql.join(set, sql`, `)} where ${rowsOf(line, whose)}`);
}

/**
 * A mail that was being handed over at this moment is in the mailbox a little later, and what kiosks sent is still
 * there where the process is killed after the commit.
 */
async function sweepLater(tx: Tx, secret: string, addresses: string[], at: Date): Promise<void> {
  const hashes = addresses.map((email) => erasedHash(secret, email));
  const runAt = new Date(at.getTime() + 60_000);
  await enqueue(tx, 'privacy.sweep', { hashes, since: at.toISOString() }, { runAt });
}
