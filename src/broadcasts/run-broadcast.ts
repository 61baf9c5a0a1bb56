import { eq, type SQL, sql } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';
import { newIdInSql } from '../db/new-id-in-sql.ts';
import type { Deps } from '../deps.ts';
import { enqueue } from '../jobs/enqueue.ts';
import { chooseSubject } from './choose-subject.ts';
import type { Broadcast } from './queries.ts';
import { broadcasts } from './table.ts';
import { writeDownRecipients } from './write-down-recipients.ts';

/** How many mails are written in one transaction: short enough that a pause is heard at once. */
const atOnce = 2_000;
const hour = 3_600_000;
/** How long until it is looked again whether what was written has been decided. */
const lookAgainAfter = 60_000;
/** How soon a job may run again at the soonest: what is to come by our clock may be over by Postgres', the queue's. */
const againAfter = 500;

/**
 * Takes a broadcast as far as it goes now: writes down its recipients when it begins, then their mails a few thousand
 * at a time, each with its progress in one transaction. Killed at any moment it goes on where it was, and a recipient
 * has one mail at most. What is written is decided on and sent by `followups`.
 */
export async function runBroadcast(deps: Deps, broadcastId: string): Promise<void> {
  const settings = { secret: deps.config.secret };
  while (await deps.db.transaction((tx) => takeStep(tx, broadcastId, { ...settings, now: deps.clock.now() }))) {
    // Each step says whether there is another.
  }
}

type Moment = { now: Date; secret: string };

async function takeStep(tx: Tx, id: string, { now, secret }: Moment): Promise<boolean> {
  const [broadcast] = await tx.select().from(broadcasts).where(eq(broadcasts.id, id)).for('update');
  if (broadcast?.state === 'scheduled') {
    if (broadcast.startsAt === null) return false;
    if (broadcast.startsAt > now) {
      await runAgain(tx, id, broadcast.startsAt);
      return false;
    }
    return await writeDownRecipients(tx, broadcast, { now, secret });
  }
  if (broadcast?.state !== 'running') return false;
  const written = await writeMails(tx, broadcast, now);
  if (written.count > 0) {
    await tx.update(broadcasts).set({ reached: written.reached }).where(eq(broadcasts.id, id));
    return true;
  }
  if (broadcast.phase === 'first' && (await hasRest(tx, id))) return await turnToRest(tx, broadcast, now);
  await close(tx, id, now);
  return false;
}

async function writeMails(
  tx: Tx,
  { id, campaignId, phase, reached }: Broadcast,
  now: Date,
): Promise<{ count: number; reached: string | null }> {
  const at = sql`${now.toISOString()}::timestamptz`;
  const behind = reached === null ? sql`true` : sql`id > ${reached}::uuid`;
  const [written] = await tx.execute<{ count: number; reached: string | null }>(sql`
    with step as materialized (
      select id, contact_id, locale from broadcast_recipients
      where broadcast_id = ${id}::uuid and cohort = ${phase ?? 'first'} and ${behind} order by id limit ${atOnce}
    ), written as (
      insert into messages (id, contact_id, campaign_id, name, subject_id, round, locale, state, due_at, created_at)
      select ${newIdInSql}, contact_id, ${campaignId}::uuid, 'broadcast', id, ${id}, locale, 'queued', ${at}, ${at}
      from step
      on conflict do nothing
    )
    select count(*)::int as count, (select id from step order by id desc limit 1) as reached from step`);
  if (!written || written.count === 0) return { count: 0, reached: null };
  await enqueue(tx, 'followups.send', { dueBy: now.toISOString() });
  return written;
}

async function hasRest(tx: Tx, id: string): Promise<boolean> {
  const rest = await tx.execute(sql`
    select from broadcast_recipients where broadcast_id = ${id}::uuid and cohort = 'rest' limit 1`);
  return rest.length > 0;
}

/** Waits until the subjects were tried for as long as was asked, then decides which one the rest gets. */
async function turnToRest(tx: Tx, broadcast: Broadcast, now: Date): Promise<boolean> {
  const { id } = broadcast;
  const decidesAt = broadcast.decidesAt ?? (await trialEnd(tx, broadcast));
  if (decidesAt === null || decidesAt > now) {
    await tx.update(broadcasts).set({ decidesAt }).where(eq(broadcasts.id, id));
    await runAgain(tx, id, decidesAt ?? new Date(now.getTime() + lookAgainAfter));
    return false;
  }
  const choice = await chooseSubject(tx, broadcast);
  await tx.update(broadcasts).set({ choice, phase: 'rest', reached: null }).where(eq(broadcasts.id, id));
  return true;
}

/**
 * When the subjects have been tried for long enough: counted from the last mail that went, or, where none did, from the
 * broadcast's beginning. Null while some of them are still to go, without those for which a week has no room: these
 * may take days.
 */
async function trialEnd(tx: Tx, { id, content, begunAt }: Broadcast): Promise<Date | null> {
  if (await hasQueued(tx, id, sql`r.cohort = 'first' and m.reason <> 'weekly-limit'`)) return null;
  const [trial] = await tx.execute<{ last: string | null }>(sql`
    select to_json(max(m.sent_at)) as last from ${mailsOf(id)} and r.cohort = 'first'`);
  const since = trial?.last ? Date.parse(trial.last) : (begunAt?.getTime() ?? 0);
  return new Date(since + content.testHours * hour);
}

/** Ends a broadcast all of whose mails are decided, or looks again later. */
async function close(tx: Tx, id: string, now: Date): Promise<void> {
  if (await hasQueued(tx, id, sql`true`)) return await runAgain(tx, id, new Date(now.getTime() + lookAgainAfter));
  await tx.update(broadcasts).set({ state: 'done', finishedAt: now }).where(eq(broadcasts.id, id));
}

/** Whether mails `m` of such recipients `r` are not decided yet. */
async function hasQueued(tx: Tx, id: string, which: SQL): Promise<boolean> {
  const queued = await tx.execute(sql`select from ${mailsOf(id)} and m.state = 'queued' and ${which} limit 1`);
  return queued.length > 0;
}

function mailsOf(id: string): SQL {
  return sql`
    broadcast_recipients r join messages m on m.subject_id = r.id and m.name = 'broadcast' and m.round = ${id}
    where r.broadcast_id = ${id}::uuid`;
}

async function runAgain(tx: Tx, id: string, from: Date): Promise<void> {
  const [soonest] = await tx.execute<{ at: string }>(sql`
    select to_json(clock_timestamp() + make_interval(secs => ${againAfter / 1_000}::float8)) as at`);
  const runAt = new Date(Math.max(from.getTime(), Date.parse(soonest?.at ?? '')));
  await enqueue(tx, 'broadcasts.run', { broadcastId: id }, { runAt, key: `broadcast:${id}` });
}
