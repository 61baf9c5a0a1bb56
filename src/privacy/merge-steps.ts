import { type SQL, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { copiedReason } from '../consents/suppress.ts';
import { consents } from '../consents/table.ts';
import type { Tx } from '../db/client.ts';
import { readLedger } from './consent-readings.ts';
import type { Journal, JsonRow } from './form.ts';
import { jsonRows, keyOf, name } from './rows.ts';

type Side = 'survivor' | 'loser';

/** Who is merged into whom, and whose address, phone number, owner and team stay. */
export type Merging = {
  survivorId: string;
  loserId: string;
  addressOf: Side;
  phoneOf: Side;
  ownerOf: Side;
  teamOf: Side;
  at: Date;
};

/** Deletes rows and notes them whole. */
export async function setAside(tx: Tx, journal: Journal, table: string, where: SQL): Promise<JsonRow[]> {
  const rows = await jsonRows(tx, sql`delete from ${name(table)} t where ${where} returning to_jsonb(t) as row`);
  if (rows.length > 0) journal.push({ act: 'dropped', table, rows });
  return rows;
}

/**
 * Two seats of one person in one shift become one: the one of which more is known stays (attended, missed, booked,
 * cancelled), and a seat that was held twice is given back. A report follows its seat.
 */
export async function mergeBookings(tx: Tx, journal: Journal, { survivorId, loserId }: Merging): Promise<void> {
  const doubles = await tx.execute<{ shiftId: string; keptId: string; goneId: string; freed: boolean }>(sql`
    with ranked as (
      select id, shift_id, state, row_number() over (
        partition by shift_id
        order by array_position(array['attended', 'missed', 'booked', 'cancelled'], state), (contact_id = ${survivorId}) desc
      ) as place
      from bookings where contact_id in (${survivorId}, ${loserId})
    )
    select kept.shift_id as "shiftId", kept.id as "keptId", gone.id as "goneId", gone.state <> 'cancelled' as freed
    from ranked kept join ranked gone on gone.shift_id = kept.shift_id and gone.place = 2
    where kept.place = 1`);
  for (const { shiftId, keptId, goneId, freed } of doubles) {
    await setAside(
      tx,
      journal,
      'reports',
      sql`booking_id = ${goneId} and exists (select from reports other where other.booking_id = ${keptId})`,
    );
    const following = await jsonRows(
      tx,
      sql`update reports t set booking_id = ${keptId} where booking_id = ${goneId} returning ${keyOf({ key: ['id'] })} as row`,
    );
    if (following.length > 0) {
      journal.push({
        act: 'changed',
        table: 'reports',
        columns: ['booking_id'],
        rows: following.map((row) => ({ ...row, booking_id: goneId })),
        now: following.map((row) => ({ ...row, booking_id: keptId })),
      });
    }
    // What was tapped at the door for the one that goes; what came of it is in the bookings' states.
    await setAside(tx, journal, 'check_ins', sql`booking_id = ${goneId}`);
    await setAside(tx, journal, 'bookings', sql`id = ${goneId}`);
    if (freed) {
      await tx.execute(sql`update shifts set booked = booked - 1 where id = ${shiftId}`);
      journal.push({ act: 'seat-freed', shiftId, bookingId: goneId });
    }
  }
}

/** Nobody brings themselves: a credit between the two goes. */
export async function mergeRecruits(tx: Tx, journal: Journal, { survivorId, loserId }: Merging): Promise<void> {
  const both = sql`(${survivorId}::uuid, ${loserId}::uuid)`;
  await setAside(tx, journal, 'recruits', sql`contact_id in ${both} and recruiter_id in ${both}`);
}

/**
 * The most restrictive reading of the two ledgers, before their entries are put together.
 *
 * A "no" of either stays: where a later "yes" of the other would outweigh it, it is said once more. A "yes" goes with the
 * address (or, for texts and calls, the number) that it was given for: where the one that stays has said nothing, the
 * other's becomes a question that waits for its owner. So it is campaign by campaign, as a "yes" is the campaign's alone.
 */
export async function mergeConsents(tx: Tx, journal: Journal, merging: Merging): Promise<void> {
  const { survivorId, loserId, at } = merging;
  const ledger = await tx.select().from(consents).where(sql`contact_id in (${survivorId}, ${loserId})`);
  const [ours, theirs] = [survivorId, loserId].map((id) => readLedger(ledger.filter((one) => one.contactId === id)));
  const together = readLedger(ledger);
  for (const [key, reading] of together) {
    const { channel } = reading.last;
    const stays = channel === 'sms' || channel === 'phone' ? merging.phoneOf : merging.addressOf;
    const [main, other] =
      stays === 'survivor' ? [ours?.get(key), theirs?.get(key)] : [theirs?.get(key), ours?.get(key)];
    const answered = new Set(main?.grants.map(({ campaignId }) => campaignId));
    const foreign = other?.grants.filter(({ campaignId }) => !answered.has(campaignId)) ?? [];
    const refusal = [main, other].map((one) => one?.refusal).find((one) => one !== undefined);
    if (refusal && !reading.refusal) {
      const id = uuidv7();
      await tx.insert(consents).values({ ...refusal, id, contactId: survivorId, source: 'merge', at });
      journal.push({ act: 'added', table: 'consents', rows: [{ id }] });
    } else if (!refusal && foreign.length > 0 && reading.last.purpose !== 'agreement') {
      const columns = ['source', 'needs_confirmation'];
      const now = foreign.map(({ id }) => ({ id, source: 'form', needs_confirmation: true }));
      journal.push({
        act: 'changed',
        table: 'consents',
        columns,
        rows: foreign.map(({ id, source, needsConfirmation }) => ({
          id,
          source,
          needs_confirmation: needsConfirmation,
        })),
        now,
      });
      await tx.execute(sql`
        update consents set source = 'form', needs_confirmation = true
        from jsonb_populate_recordset(null::consents, ${JSON.stringify(now)}::jsonb) k where k.id = consents.id`);
    }
  }
}

/**
 * The ids whose links lead nowhere once the merge is done (`contacts/went-elsewhere.ts`), for they went to the address
 * that goes. Of sign-ups: to confirm one there would be taken for a word of whoever has the address that stays. Of the
 * contact: where its owner never confirmed that address, it may be a slip, and a stranger's; one that was confirmed is
 * the same person's, and its links go on working.
 */
export async function findStrays(tx: Tx, former: JsonRow): Promise<string[]> {
  const id = String(former.id);
  const signups = await tx.execute<{ id: string }>(sql`select id from signups where contact_id = ${id}`);
  return [...signups.map((one) => one.id), ...(former.confirmed_at === null ? [id] : [])];
}

/** Mails that wait go to the address that stays: their links count from now. */
export async function renewMails(tx: Tx, journal: Journal, { survivorId, at }: Merging): Promise<void> {
  const rows = await jsonRows(
    tx,
    sql`
    with was as materialized (
      select id, created_at from messages where contact_id = ${survivorId} and state = 'queued'
    )
    update messages t set created_at = ${at.toISOString()}::timestamptz from was where t.id = was.id
    returning to_jsonb(was) as row`,
  );
  if (rows.length === 0) return;
  const now = rows.map((row) => ({ ...row, created_at: at.toISOString() }));
  journal.push({ act: 'changed', table: 'messages', columns: ['created_at'], rows, now });
}

/** Where mail to any address of either is refused, none goes to the address that stays. */
export async function mergeSuppressions(tx: Tx, journal: Journal, addresses: string[], main: string): Promise<void> {
  const rows = await jsonRows(
    tx,
    sql`
    insert into suppressions (email, reason, at)
    select ${main}, ${copiedReason}, at from suppressions
    where email in (select jsonb_array_elements_text(${JSON.stringify(addresses)}::jsonb)) order by at limit 1
    on conflict do nothing
    returning to_jsonb(suppressions) as row`,
  );
  if (rows.length > 0) journal.push({ act: 'added', table: 'suppressions', rows });
}

/**
 * Of two clocks one stays: one that still runs before one that has ended; of two that run the one that is due first; of
 * two that have ended the one of the later answer.
 */
export async function mergeClocks(tx: Tx, journal: Journal, { survivorId, loserId }: Merging): Promise<void> {
  const both = sql`contact_id in (${survivorId}::uuid, ${loserId}::uuid)`;
  await setAside(
    tx,
    journal,
    'contact_clocks',
    sql`${both} and t.contact_id <> (
      select contact_id from contact_clocks where ${both}
      order by ended_at desc nulls first, due_at, contact_id = ${survivorId}::uuid desc limit 1)`,
  );
}

/**
 * Nobody is in one sequence twice: where both are in it, the survivor stays where they are. One that has ended is kept
 * beside one that goes on, unless the same thing began both: then the one that goes on stays.
 */
export async function mergeEnrolments(tx: Tx, journal: Journal, { survivorId, loserId }: Merging): Promise<void> {
  const goesOnFor = (id: string) => sql`other.contact_id = ${id} and other.ended_at is null`;
  const among = (same: SQL) => sql`exists (
    select from enrolments other where other.sequence_id = t.sequence_id and ${same})`;
  const ofLoser = sql`t.contact_id = ${loserId} and t.ended_at is null and ${among(goesOnFor(survivorId))}`;
  await setAside(tx, journal, 'enrolments', ofLoser);
  const begunAlike = sql`${goesOnFor(loserId)} and other.subject_id = t.subject_id`;
  await setAside(tx, journal, 'enrolments', sql`t.contact_id = ${survivorId} and ${among(begunAlike)}`);
}

/**
 * Of two places in one line the better one stays: a seat that is held, then the longest wait, then what came of it.
 * Whoever has a seat in the shift waits for none, as where they had booked it themselves.
 */
export async function mergeWaits(tx: Tx, journal: Journal, { survivorId, loserId }: Merging): Promise<void> {
  const both = sql`contact_id in (${survivorId}::uuid, ${loserId}::uuid)`;
  const seated = sql`exists (
    select from bookings where bookings.shift_id = t.shift_id and bookings.${both} and state <> 'cancelled')`;
  await setAside(tx, journal, 'shift_waits', sql`t.${both} and t.state in ('waiting', 'offered') and ${seated}`);
  await setAside(
    tx,
    journal,
    'shift_waits',
    sql`t.${both} and t.id <> (
      select id from shift_waits where shift_waits.shift_id = t.shift_id and ${both}
      order by array_position(array['offered', 'waiting', 'taken', 'passed', 'left'], state), since,
        contact_id = ${survivorId}::uuid desc limit 1)`,
  );
}

/**
 * What undoing an act on many would put back goes where the act is not why it stands with the one that stays: the other's
 * owner or team was chosen, or the other has the same by hand. And an erasing is of whom it was confirmed for.
 */
export async function mergeActChanges(tx: Tx, journal: Journal, merging: Merging): Promise<void> {
  const { survivorId, loserId, ownerOf, teamOf } = merging;
  const idOf = (side: Side) => sql`${side === 'survivor' ? survivorId : loserId}::uuid`;
  const both = sql`(${survivorId}::uuid, ${loserId}::uuid)`;
  const byHand = sql`not exists (
      select from bulk_act_changes line where line.act_id = act.id and line.contact_id = other.id
    ) and case act.kind when 'owner' then other.owner_id = act.target_id when 'team' then other.team_id::text = act.target_id
      else exists (select from contact_tags tag where tag.contact_id = other.id and tag.tag_id::text = act.target_id) end`;
  await setAside(
    tx,
    journal,
    'bulk_act_changes',
    sql`t.contact_id in ${both} and exists (
      select from bulk_acts act join contacts other on other.id in ${both} and other.id <> t.contact_id
      where act.id = t.act_id and (
        ${byHand} or case act.kind when 'owner' then t.contact_id <> ${idOf(ownerOf)}
          when 'team' then t.contact_id <> ${idOf(teamOf)} when 'erase' then t.contact_id = ${loserId}::uuid end))`,
  );
}

/** A clock that runs is its contact's owner's, whoever that has come to be. */
export async function followOwners(tx: Tx, contactIds: string[]): Promise<void> {
  await tx.execute(sql`
    update contact_clocks set owner_id = contacts.owner_id from contacts
    where contacts.id = contact_clocks.contact_id and ended_at is null
      and contact_clocks.owner_id is distinct from contacts.owner_id
      and contacts.id in (select jsonb_array_elements_text(${JSON.stringify(contactIds)}::jsonb)::uuid)`);
}
