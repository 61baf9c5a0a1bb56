import { sql } from 'drizzle-orm';
import type { Db } from '../db/client.ts';
import { mailGate } from './table.ts';

/**
 * Whether mails may be handed over: `closedUntil` lies ahead where not. `stopped` is what has to be set right first.
 * `isAway`: the transport did not answer, and has taken nothing since.
 */
export type Gate = { closedUntil: Date | undefined; stopped: string; isAway: boolean };

const row = 'mail';
/** Kept while the transport does not answer: closed from `next_at` until `closed_until`, which tells the next wait. */
const awayRow = 'away';
/** How long everything waits while the transport does not answer, in seconds: twice as long each time. */
export const awayFor = { first: 30, most: 15 * 60 };

/** How the gate stands at a moment. */
export async function readGate(db: Db, now: Date): Promise<Gate> {
  const rows = await db.select().from(mailGate);
  const until = Math.max(...rows.map(({ closedUntil }) => closedUntil?.getTime() ?? 0), 0);
  return {
    closedUntil: until > now.getTime() ? new Date(until) : undefined,
    stopped: rows.find(({ name }) => name === row)?.stopped ?? '',
    isAway: rows.some(({ name }) => name === awayRow),
  };
}

/**
 * Books the next call to the provider, and returns how long to wait for it, in milliseconds: however many machines
 * send, no more than `perSecond` calls are made in a second, at even distances (the generic cell rate algorithm, ITU-T
 * I.371, without a burst). A statement of its own: nobody waits on another's transaction.
 */
export async function bookCall(db: Db, perSecond: number): Promise<number> {
  const distance = sql`make_interval(secs => ${1 / perSecond}::float8)`;
  const [booked] = await db.execute<{ wait: number }>(sql`
    insert into mail_gate (name, next_at) values (${row}, clock_timestamp() + ${distance})
    on conflict (name) do update set next_at = greatest(mail_gate.next_at, clock_timestamp()) + ${distance}
    returning greatest(0, extract(epoch from next_at - ${distance} - clock_timestamp()) * 1000)::float8 as wait`);
  return Math.ceil(booked?.wait ?? 0);
}

/** Lets nothing through before a moment, on no machine. `stopped`: what has to be set right, where something has. */
export async function closeGate(db: Db, until: Date, stopped = ''): Promise<void> {
  const at = sql`${until.toISOString()}::timestamptz`;
  await db.execute(sql`
    insert into mail_gate (name, next_at, closed_until, stopped) values (${row}, now(), ${at}, ${stopped})
    on conflict (name) do update set closed_until = greatest(mail_gate.closed_until, ${at}),
      stopped = case when ${stopped} = '' then mail_gate.stopped else ${stopped} end`);
}

/**
 * Lets nothing through for a short while, twice as long as the last time where no mail was taken since. Where it is
 * closed so already, by others that were under way, it stays so. Returns until when.
 */
export async function closeAway(db: Db, now: Date): Promise<Date> {
  const at = sql`${now.toISOString()}::timestamptz`;
  const [first, most] = [sql`make_interval(secs => ${awayFor.first})`, sql`make_interval(secs => ${awayFor.most})`];
  const [closed] = await db.execute<{ until: string }>(sql`
    insert into mail_gate as gate (name, next_at, closed_until) values (${awayRow}, ${at}, ${at} + ${first})
    on conflict (name) do update set
      next_at = case when gate.closed_until > ${at} then gate.next_at else ${at} end,
      closed_until = case when gate.closed_until > ${at} then gate.closed_until
        else ${at} + least(${most}, 2 * (gate.closed_until - gate.next_at)) end
    returning to_json(closed_until) as until`);
  return closed ? new Date(closed.until) : now;
}

/** Lets mails through again: something was set right, or a mail was taken. */
export async function openGate(db: Db): Promise<void> {
  await db.execute(sql`
    with answered as (delete from mail_gate where name = ${awayRow})
    update mail_gate set closed_until = null, stopped = ''
    where name = ${row} and (closed_until is not null or stopped <> '')`);
}
