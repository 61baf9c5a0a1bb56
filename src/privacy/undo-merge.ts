import { and, desc, eq, isNull, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { track } from '../activity/track.ts';
import { consents } from '../consents/table.ts';
import { underLocks } from '../contacts/under-locks.ts';
import { takeFarewellBack } from '../crm/say-farewell.ts';
import type { Tx } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { recordAudit } from '../organizers/record-audit.ts';
import { forgetGone } from './forget-gone.ts';
import type { JournalEntry, JsonRow } from './form.ts';
import { followOwners } from './merge-steps.ts';
import { partLinks } from './part-links.ts';
import { personalTables } from './personal-data.ts';
import { asRows, jsonRows, name, sameKey } from './rows.ts';
import { contactMerges } from './table.ts';

const day = 24 * 3_600_000;
/** How long a merge can be undone, in milliseconds. */
export const undoFor = 30 * day;

export type UndoResult =
  | { ok: true; survivorId: string; loserId: string }
  /** `later-first`: the survivor took part in a merge since, which has to be undone before. `taken`: another contact has the address now. */
  | { ok: false; reason: 'over' | 'later-first' | 'taken' };

type Undoing = { survivorId: string; loserId: string; seatless: Set<unknown> };

/**
 * Parts two contacts that were merged: each gets back what it had, fields that were edited since excepted. What came since
 * then stays with the survivor, for nobody can say whose it is; a withdrawal counts for both. A seat that was given away
 * since comes back cancelled; an owner, team or tag that is gone by now does not come back. Mails that went cannot be called back.
 */
export async function undoMerge(
  deps: Pick<Deps, 'db' | 'clock'>,
  { mergeId, organizerId }: { mergeId: string; organizerId: string | null },
): Promise<UndoResult> {
  const [merge] = await deps.db.select().from(contactMerges).where(eq(contactMerges.id, mergeId));
  if (!merge) return { ok: false, reason: 'over' };
  return await underLocks(deps.db, [merge.survivorId], (tx) => undo(tx, mergeId, organizerId, deps.clock.now()), {
    signupsWait: true,
  });
}

async function undo(tx: Tx, mergeId: string, organizerId: string | null, at: Date): Promise<UndoResult> {
  const [merge] = await tx.select().from(contactMerges).where(eq(contactMerges.id, mergeId)).for('update');
  if (!merge?.journal || merge.undoneAt || merge.at.getTime() + undoFor <= at.getTime())
    return { ok: false, reason: 'over' };
  const { survivorId, loserId, journal } = merge;
  const [latest] = await tx
    .select({ id: contactMerges.id })
    .from(contactMerges)
    .where(and(eq(contactMerges.survivorId, survivorId), isNull(contactMerges.undoneAt)))
    .orderBy(desc(contactMerges.id))
    .limit(1);
  if (latest?.id !== mergeId) return { ok: false, reason: 'later-first' };
  const was = await mainAddress(tx, survivorId);
  if (await isAddressTaken(tx, journal, survivorId)) return { ok: false, reason: 'taken' };
  if (!(await freeAddress(tx, journal, { survivorId, loserId }))) return { ok: false, reason: 'taken' };
  const undoing: Undoing = { survivorId, loserId, seatless: new Set() };
  for (const entry of journal.toReversed()) await revert(tx, entry, undoing);
  await takeFarewellBack(tx, { survivorId, formerId: loserId, mergedAt: merge.at });
  await followOwners(tx, [survivorId, loserId]);
  await shareWithdrawals(tx, undoing, merge.at);
  const goesBack = (await mainAddress(tx, survivorId)) !== was;
  const strays = await partLinks(tx, { mergeId, survivorId, loserId, mergedAt: merge.at, at, goesBack });
  await tx.update(contactMerges).set({ undoneAt: at, journal: null }).where(eq(contactMerges.id, mergeId));
  const told = { campaignId: null, data: { mergeId } };
  const parted = { kind: 'contact.separated' as const, ...told, data: { mergeId, ...strays }, at };
  await track(tx, [
    { kind: 'contact.merged', contactId: loserId, ...told, at: merge.at },
    { ...parted, contactId: loserId },
    { ...parted, contactId: survivorId },
  ]);
  const detail = { mergeId, survivorId, loserId };
  await recordAudit(tx, { organizerId, action: 'contacts.separated', detail, count: 2, at });
  return { ok: true, survivorId, loserId };
}

async function mainAddress(tx: Tx, contactId: string): Promise<string | undefined> {
  const [contact] = await tx.execute<{ email: string }>(sql`select email from contacts where id = ${contactId}`);
  return contact?.email;
}

/** Whether somebody else has one of the two addresses by now, as through an edit. */
async function isAddressTaken(tx: Tx, journal: JournalEntry[], survivorId: string): Promise<boolean> {
  const emails = journal.flatMap((entry) =>
    (entry.act === 'dropped' || entry.act === 'changed') && entry.table === 'contacts'
      ? entry.rows.map(({ email }) => email)
      : [],
  );
  const [taken] = await tx.execute(sql`
    select id from contacts
    where email in (select jsonb_array_elements_text(${JSON.stringify(emails)}::jsonb)) and id <> ${survivorId}`);
  return taken !== undefined;
}

/**
 * Where the survivor was given one of its further addresses since (`dossiers/edit-contact.ts`), the two change places
 * again, so that the address of the one that comes back is free. What stays unconfirmed is the address that was changed.
 * Returns false, with nothing written, where the survivor has that address and no other of its own to go back to, or
 * somebody else has that other one by now.
 */
async function freeAddress(
  tx: Tx,
  journal: JournalEntry[],
  { survivorId, loserId }: Pick<Undoing, 'survivorId' | 'loserId'>,
): Promise<boolean> {
  const emailsOf = (rows: JsonRow[]) => rows.map(({ email }) => String(email));
  const rowsOf = (act: 'added' | 'dropped', table: string) =>
    journal.flatMap((entry) => (entry.act === act && entry.table === table ? emailsOf(entry.rows) : []));
  const left = rowsOf('added', 'contact_addresses');
  const returning = rowsOf('dropped', 'contacts');
  // What the merge itself gave the survivor goes back with the rest.
  const given = journal.flatMap((entry) =>
    entry.act === 'changed' && entry.table === 'contacts' && entry.columns.includes('email') ? emailsOf(entry.now) : [],
  );
  const [now] = await tx.execute<{ email: string; further: string | null }>(sql`
    select email, (select email from contact_addresses where former_id = ${loserId}) as further
    from contacts where id = ${survivorId}`);
  if (!now) return true;
  const goesBack = now.further !== null && now.further !== now.email && left.includes(now.email);
  const email = goesBack && now.further !== null ? now.further : now.email;
  if (returning.includes(email) && !given.includes(email)) return false;
  const [other] = await tx.execute(sql`select id from contacts where email = ${email} and id <> ${survivorId}`);
  if (other) return false;
  // Nothing leads from the one that comes back to the survivor any more, whatever address it led from.
  await tx.execute(sql`delete from contact_addresses where former_id = ${loserId}`);
  if (goesBack)
    await tx.execute(sql`update contacts set email = ${email}, confirmed_at = null where id = ${survivorId}`);
  return true;
}

/** Does the opposite of one entry of the journal. */
async function revert(tx: Tx, entry: JournalEntry, undoing: Undoing): Promise<void> {
  if (entry.act === 'seat-freed') {
    const [seat] = await tx.execute(sql`
      update shifts set booked = booked + 1 where id = ${entry.shiftId} and booked < seats returning id`);
    if (!seat) undoing.seatless.add(entry.bookingId);
    return;
  }
  const { table } = entry;
  const line = personalTables.find((one) => one.table === table);
  if (!line) throw new Error(`${table} has left the registry of personal data`);
  if (entry.act === 'moved') {
    const column = name(entry.column);
    await tx.execute(sql`
      update ${name(table)} t set ${column} = ${undoing.loserId} from ${asRows(table, entry.rows)}
      where ${sameKey(line)} and t.${column} = ${undoing.survivorId}`);
  } else if (entry.act === 'dropped') {
    const rows = (await forgetGone(tx, table, entry.rows)).map((row) =>
      undoing.seatless.has(row.id) ? { ...row, state: 'cancelled' } : row,
    );
    const query = sql`
      insert into ${name(table)} as t select k.* from ${asRows(table, rows)} on conflict do nothing
      returning to_jsonb(t) as row`;
    await jsonRows(tx, query);
  } else if (entry.act === 'changed') {
    // What somebody has edited since stays as they want it.
    const set = entry.columns.map((one) => {
      const column = name(one);
      return sql`${column} = case when t.${column} is not distinct from n.${column} then k.${column} else t.${column} end`;
    });
    const same = line.key.map((column) => sql`n.${name(column)} = k.${name(column)}`);
    await tx.execute(sql`
      update ${name(table)} t set ${sql.join(set, sql`, `)}
      from ${asRows(table, await forgetGone(tx, table, entry.rows))}
        join jsonb_populate_recordset(null::${name(table)}, ${JSON.stringify(entry.now)}::jsonb) as n
          on ${sql.join(same, sql` and `)}
      where ${sameKey(line)}`);
  } else {
    // A block that its address has earned since has another reason: it is none that the merge brought.
    const known = Object.keys(entry.rows[0] ?? {}).map((column) => sql`t.${name(column)} = k.${name(column)}`);
    await tx.execute(sql`
      delete from ${name(table)} t using ${asRows(table, entry.rows)} where ${sql.join(known, sql` and `)}`);
  }
}

/** Whoever has said no meanwhile may have been either of the two. */
async function shareWithdrawals(tx: Tx, { survivorId, loserId }: Undoing, since: Date): Promise<void> {
  const said = await tx
    .select()
    .from(consents)
    .where(
      sql`contact_id = ${survivorId} and action = 'withdrawn' and at >= ${since.toISOString()}::timestamptz and source <> 'merge'`,
    );
  if (said.length > 0)
    await tx.insert(consents).values(said.map((entry) => ({ ...entry, id: uuidv7(), contactId: loserId })));
}
