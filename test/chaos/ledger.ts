import type postgres from 'postgres';
import { expect } from 'vitest';
import type { FakeResend } from '../support/fake-resend.ts';

/** How many jobs could be run now, or were tried before and wait for their next try. */
export async function dueJobs(sql: postgres.Sql): Promise<number> {
  const [row] = await sql`
    select count(*)::int as count from graphile_worker._private_jobs
    where run_at <= now() or attempts > 0`;
  return Number(row?.count);
}

/** Each seat that someone was told they have is there, once; no shift is beyond its seats; the counts are true. */
export async function checkSeats(sql: postgres.Sql, told: Map<string, string>): Promise<void> {
  const rows = await sql`
    select signups.id || ' ' || shift_id as seat from bookings
    join signups on signups.contact_id = bookings.contact_id where state = 'booked'`;
  const booked = [...told].filter(([, outcome]) => outcome === 'booked').map(([seat]) => seat);
  expect(rows.map((row) => String(row.seat)).sort()).toEqual(booked.sort());
  expect([...new Set(told.values())].filter((outcome) => outcome !== 'booked' && outcome !== 'full')).toEqual([]);
  const shifts = await sql`
    select seats, booked, (select count(*)::int from bookings where shift_id = shifts.id and state = 'booked') as rows
    from shifts`;
  for (const shift of shifts) {
    expect(shift.booked).toBe(shift.rows);
    expect(shift.booked).toBeLessThanOrEqual(shift.seats);
  }
  if ([...told.values()].includes('full')) expect(shifts.some((shift) => shift.booked === shift.seats)).toBe(true);
}

/** What was due is sent, none of it twice, and what the provider has is what the ledger says. */
export async function checkMails(sql: postgres.Sql, resend: FakeResend): Promise<void> {
  // A process died between the provider's yes and its note of it, and the person had confirmed by the next try.
  const diedOver = 'may-have-gone: confirmed-already';
  const unsent = await sql`
    select name, state, reason from messages where due_at <= now() and state <> 'sent' and reason <> ${diedOver}`;
  expect(unsent.map((row) => ({ ...row }))).toEqual([]);
  const rows = await sql`select id, provider_id, reason from messages where state = 'sent' or reason = ${diedOver}`;
  const taken = new Map(resend.taken.map((mail) => [mail.message, mail.id]));
  expect(taken.size, 'one message, one mail').toBe(resend.taken.length);
  expect(rows.map((row) => String(row.id)).sort()).toEqual([...taken.keys()].sort());
  // Whether a batch had gone that lacks one by the next try is had out by its key, and the answer names no ids.
  for (const row of rows) if (row.provider_id !== '') expect(row.provider_id).toBe(taken.get(String(row.id)));
  // One mail of a kind to a person: the provider's keys would not show a mail that was planned twice.
  const told = resend.taken.map((mail) => `${mail.to} ${mail.subject}`);
  expect(told.filter((one, index) => told.indexOf(one) !== index)).toEqual([]);
  const [missing] = await sql`
    select count(*) filter (where not exists (
        select from messages where subject_id = signups.id and name = 'confirm' and (state = 'sent' or reason = ${diedOver})))::int as unasked,
      count(*) filter (where not exists (
        select from messages join enrolments on enrolments.id = messages.subject_id
        where enrolments.subject_id = signups.id and name = 'welcome' and state = 'sent'))::int as unwelcomed
    from signups`;
  expect({ ...missing }).toEqual({ unasked: 0, unwelcomed: 0 });
  const [unseen] = await sql`
    select count(*)::int as count from bookings where state = 'booked' and not exists (
      select from messages where subject_id = bookings.id and name = 'booking' and state = 'sent')`;
  expect(unseen?.count).toBe(0);
  const noted = await sql`
    select data->>'messageId' as id from activities where kind = 'message.sent' group by 1 having count(*) > 1`;
  expect([...noted]).toEqual([]);
}

/** No job is held by a process that is gone, none was given up. */
export async function checkQueue(sql: postgres.Sql): Promise<void> {
  const held = await sql`
    select id, locked_by, attempts, last_error from graphile_worker._private_jobs
    where locked_by is not null or attempts > 0 or last_error is not null`;
  expect(held.map((row) => ({ ...row }))).toEqual([]);
}
