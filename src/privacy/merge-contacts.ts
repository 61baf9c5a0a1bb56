import { type SQL, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { track } from '../activity/track.ts';
import { underLocks } from '../contacts/under-locks.ts';
import { rowsThatGiveWay, sayMerged } from '../crm/say-farewell.ts';
import type { Tx } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { recordAudit } from '../organizers/record-audit.ts';
import { type Journal, type JsonRow, type MergeField, mergeFields } from './form.ts';
import {
  findStrays,
  followOwners,
  type Merging,
  mergeActChanges,
  mergeBookings,
  mergeClocks,
  mergeConsents,
  mergeEnrolments,
  mergeRecruits,
  mergeSuppressions,
  mergeWaits,
  renewMails,
  setAside,
} from './merge-steps.ts';
import { personalTables } from './personal-data.ts';
import type { PersonalTable } from './personal-table.ts';
import { addressesOf, jsonRows, keyOf, name } from './rows.ts';
import { contactMerges } from './table.ts';

/** `taken`: the fields that come from the contact that goes; the others stay as the survivor has them. */
export type MergeWish = { survivorId: string; loserId: string; taken: MergeField[]; organizerId: string | null };

export type MergeResult =
  | { ok: true; mergeId: string }
  /** `gone`: one of the two is not there (any more). */
  | { ok: false; reason: 'same' | 'gone' };

/**
 * Makes two contacts one. Every row of the one that goes becomes the survivor's, as `personal-data.ts` says for each
 * table, and all of it is written down so that it can be undone for 30 days.
 *
 * The address that goes stays known: a sign-up with it finds the survivor, and so do links in old mails, but for those of
 * `findStrays`. Sign-ups read `contact_addresses` in their one statement, so while they do the merge waits, and while it
 * runs they wait: none of them can bring the contact that goes into being again. That takes some 20 ms.
 * @throws AppError `unavailable` when that many others are at it that there was no turn for this one.
 */
export async function mergeContacts(
  deps: Pick<Deps, 'db' | 'clock' | 'config'>,
  wish: MergeWish,
): Promise<MergeResult> {
  if (wish.survivorId === wish.loserId) return { ok: false, reason: 'same' };
  return await underLocks(deps.db, [wish.survivorId, wish.loserId], (tx) => merge(deps, tx, wish), {
    signupsWait: true,
  });
}

async function merge(
  { clock, config }: Pick<Deps, 'clock' | 'config'>,
  tx: Tx,
  { survivorId, loserId, taken, organizerId }: MergeWish,
): Promise<MergeResult> {
  const at = clock.now();
  const found = await jsonRows(
    tx,
    sql`select to_jsonb(contacts) as row from contacts where id in (${survivorId}, ${loserId}) and erased_at is null`,
  );
  const survivor = found.find(({ id }) => id === survivorId);
  const loser = found.find(({ id }) => id === loserId);
  if (!survivor || !loser) return { ok: false, reason: 'gone' };
  const side = (field: MergeField) => (taken.includes(field) ? 'loser' : 'survivor');
  const merging: Merging = {
    survivorId,
    loserId,
    addressOf: side('email'),
    phoneOf: side('phone'),
    ownerOf: side('owner'),
    teamOf: side('team'),
    at,
  };
  const addresses = [...(await addressesOf(tx, survivorId)), ...(await addressesOf(tx, loserId))];
  const [main, former] = merging.addressOf === 'loser' ? [loser, survivor] : [survivor, loser];
  const strayIds = await findStrays(tx, former);
  const journal: Journal = [];

  const two = { survivorId, loserId, takesAddress: merging.addressOf === 'loser' };
  await sayMerged(tx, config, two, at);
  await mergeBookings(tx, journal, merging);
  await mergeRecruits(tx, journal, merging);
  await mergeConsents(tx, journal, merging);
  await mergeEnrolments(tx, journal, merging);
  await mergeWaits(tx, journal, merging);
  await mergeClocks(tx, journal, merging);
  await mergeActChanges(tx, journal, merging);
  await setAside(tx, journal, 'crm_sync_states', rowsThatGiveWay(two));
  for (const line of personalTables) await moveRows(tx, journal, line, merging);
  await setAside(tx, journal, 'contacts', sql`id = ${loserId}`);
  await completeSurvivor(tx, journal, { survivor, loser, taken, at });
  await followOwners(tx, [survivorId]);
  await renewMails(tx, journal, merging);
  // An import may have made a contact of an address that was a further one already; where it leads stays as it was.
  const further = await jsonRows(
    tx,
    sql`
    insert into contact_addresses (email, contact_id, former_id, at)
    values (${former.email}, ${survivorId}, ${loserId}, ${at.toISOString()}) on conflict do nothing
    returning jsonb_build_object('email', email) as row`,
  );
  if (further.length > 0) journal.push({ act: 'added', table: 'contact_addresses', rows: further });
  await mergeSuppressions(tx, journal, addresses, String(main.email));

  const mergeId = uuidv7();
  await tx.insert(contactMerges).values({ id: mergeId, survivorId, loserId, organizerId, journal, at });
  await track(tx, [
    { kind: 'contact.merged', contactId: survivorId, campaignId: null, data: { mergeId, loserId, strayIds }, at },
  ]);
  await recordAudit(tx, {
    organizerId,
    action: 'contacts.merged',
    detail: { mergeId, survivorId, loserId },
    count: 2,
    at,
  });
  return { ok: true, mergeId };
}

/** What the registry says of one table: its rows become the survivor's, or are set aside. */
async function moveRows(
  tx: Tx,
  journal: Journal,
  line: PersonalTable,
  { survivorId, loserId }: Merging,
): Promise<void> {
  const { table, by, merge } = line;
  if (!('contact' in by) || merge.does === 'stay') return;
  for (const [index, column] of by.contact.entries()) {
    const mine = sql`t.${name(column)} = ${loserId}`;
    if (merge.does === 'drop') {
      await setAside(tx, journal, table, mine);
      continue;
    }
    const { onePer } = merge;
    if (onePer && index === 0) {
      const same = onePer.map((one) => sql`and other.${name(one)} = t.${name(one)}`);
      const double = sql`${mine} and exists (
        select from ${name(table)} other where other.${name(column)} = ${survivorId} ${sql.join(same, sql` `)})`;
      await setAside(tx, journal, table, double);
    }
    const update = sql`
      update ${name(table)} t set ${name(column)} = ${survivorId} where ${mine} returning ${keyOf(line)} as row`;
    const rows = await jsonRows(tx, update);
    if (rows.length > 0) journal.push({ act: 'moved', table, column, rows });
  }
}

/**
 * Writes the chosen fields onto the survivor. The confirmation of an address goes with the address, and the older of the
 * two says since when the person is known.
 */
async function completeSurvivor(
  tx: Tx,
  journal: Journal,
  { survivor, loser, taken, at }: { survivor: JsonRow; loser: JsonRow; taken: MergeField[]; at: Date },
): Promise<void> {
  const columns = [...taken.flatMap((field) => mergeFields[field]), 'created_at', 'updated_at'];
  const pick = (row: JsonRow) => Object.fromEntries(['id', ...columns].map((column) => [column, row[column]]));
  const createdAt = [survivor, loser].map((row) => String(row.created_at)).sort()[0];
  const now = { ...pick(loser), id: survivor.id, created_at: createdAt, updated_at: at.toISOString() };
  const set: SQL[] = columns.map((column) => sql`${name(column)} = k.${name(column)}`);
  await tx.execute(sql`
    update contacts set ${sql.join(set, sql`, `)}
    from jsonb_populate_record(null::contacts, ${JSON.stringify(now)}::jsonb) k where contacts.id = k.id`);
  journal.push({ act: 'changed', table: 'contacts', columns, rows: [pick(survivor)], now: [now] });
}
