import { sql } from 'drizzle-orm';
import type { Db } from '../db/client.ts';
import { mailGate } from './table.ts';

/** Whether mails may be handed over: `closedUntil` lies ahead where not. `stopped` is what has to be set right first. */
export type Gate = { closedUntil: Date | undefined; stopped: string };

const row = 'mail';

/** How the gate stands at a moment. */
export async function readGate(db: Db, now: Date): Promise<Gate> {
  const [gate] = await db.select().from(mailGate);
  const closedUntil = gate?.closedUntil ?? undefined;
  const isClosed = closedUntil !== undefined && closedUntil > now;
  return { closedUntil: isClosed ? closedUntil : undefined, stopped: gate?.stopped ?? '' };
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

/** Lets mails through again: something was set right, or a mail was taken. */
export async function openGate(db: Db): Promise<void> {
  await db.execute(sql`
    update mail_gate set closed_until = null, stopped = '' where closed_until is not null or stopped <> ''`);
}
