import { and, asc, eq, gt, inArray, isNull, sql } from 'drizzle-orm';
import type { Db, Tx } from '../db/client.ts';
import { idList } from '../db/id-list.ts';
import type { Shift } from './queries.ts';
import { shifts, shiftWaits } from './table.ts';

export type Wait = typeof shiftWaits.$inferSelect;

/** The waiting lists on which a contact stands, or has a seat held, for shifts that have not begun; the soonest first. */
export async function waitsOfContact(
  db: Db | Tx,
  contactId: string,
  now: Date,
): Promise<{ wait: Wait; shift: Shift; before: number }[]> {
  return await db
    .select({
      wait: shiftWaits,
      shift: shifts,
      // Those whose turn comes first.
      before: sql<number>`(
        select count(*)::int from shift_waits other
        where other.shift_id = ${shiftWaits.shiftId} and other.state = 'waiting'
          and (other.since, other.id) < (${shiftWaits.since}, ${shiftWaits.id}))`,
    })
    .from(shiftWaits)
    .innerJoin(shifts, eq(shifts.id, shiftWaits.shiftId))
    .where(
      and(
        eq(shiftWaits.contactId, contactId),
        sql`${shiftWaits.state} in ('waiting', 'offered')`,
        gt(shifts.startsAt, now),
        isNull(shifts.cancelledAt),
      ),
    )
    .orderBy(asc(shifts.startsAt));
}

export type WaitedShift = { wait: Wait; shift: Shift };

/** One place on a waiting list with its shift. */
export async function findWait(db: Db | Tx, waitId: string): Promise<WaitedShift | undefined> {
  return (await findWaits(db, [waitId])).get(waitId);
}

/** Many places on waiting lists with their shifts, by the place's id. */
export async function findWaits(db: Db | Tx, waitIds: string[]): Promise<Map<string, WaitedShift>> {
  if (waitIds.length === 0) return new Map();
  const rows = await db
    .select({ wait: shiftWaits, shift: shifts })
    .from(shiftWaits)
    .innerJoin(shifts, eq(shifts.id, shiftWaits.shiftId))
    .where(inArray(shiftWaits.id, idList(waitIds)));
  return new Map(rows.map((row) => [row.wait.id, row]));
}

type ReminderTimes = { dayBefore: Date; morning: Date | null };

/**
 * When shifts are recalled, by the clocks of their places whatever they do that night: the day before at the hour at
 * which one begins, and the same morning at half past seven, or two hours before where it begins early. No morning where
 * that is the day before still: it would not be true that it is today.
 */
export async function reminderTimes(db: Db | Tx, shiftIds: string[]): Promise<Map<string, ReminderTimes>> {
  if (shiftIds.length === 0) return new Map();
  const local = sql`(${shifts.startsAt} at time zone ${shifts.timezone})`;
  const early = sql`least(
    (date_trunc('day', ${local}) + interval '7 hours 30 minutes') at time zone ${shifts.timezone},
    ${shifts.startsAt} - interval '2 hours')`;
  const isSameDay = sql`(${early} at time zone ${shifts.timezone})::date = ${local}::date`;
  const rows = await db
    .select({
      id: shifts.id,
      dayBefore: sql`(${local} - interval '1 day') at time zone ${shifts.timezone}`.mapWith(shifts.startsAt),
      morning: sql`case when ${isSameDay} then ${early} end`.mapWith(shifts.startsAt),
    })
    .from(shifts)
    .where(inArray(shifts.id, idList(shiftIds)));
  return new Map(rows.map(({ id, ...times }) => [id, times]));
}
