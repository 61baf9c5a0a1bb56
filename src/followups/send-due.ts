import { asc, inArray, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../db/client.ts';
import { idList } from '../db/id-list.ts';
import type { Deps } from '../deps.ts';
import { enqueueMany } from '../jobs/enqueue.ts';
import { readGate } from '../mail/gate.ts';
import { mostTogether } from '../mail/mailer.ts';
import { pausedCampaigns } from './queries.ts';
import { messages } from './table.ts';
import { warmUpRoom } from './warm-up.ts';

/** So many batches wait for a worker at most: what becomes urgent meanwhile does not stand behind a whole mailing. */
const mostAhead = 8;

/**
 * SMTP knows no keys: what a process has handed over and not noted when it dies goes twice. So they are noted a few at a
 * time, as many as go at once.
 */
const mostUnnoted = 5;
/** What was handed over so long ago, in milliseconds, and is in nobody's hands, was left. */
const left = 3_600_000;

type Room = {
  /** What is due by then is due. */
  by: Date;
  /** So many at most, and of those that nobody waits for. */
  most: number;
  others: number;
};
type Claimed = { id: string; contactId: string };

/**
 * Puts the mails that are due into batches of up to a hundred, each with the job that sends it. Whatever wakes it, it
 * takes all that is due, so mails that fall due together go together. While the gate is closed, nothing is taken up; and
 * after it was closed until something is set right, one mail shows first whether it is.
 */
export async function sendDue(deps: Deps, dueBy: string | undefined): Promise<void> {
  const now = deps.clock.now();
  const by = new Date(Math.max(now.getTime(), dueBy === undefined ? 0 : Date.parse(dueBy)));
  const gate = await readGate(deps.db, now);
  if (gate.closedUntil) return;
  await rescueBatches(deps, now);
  const together = deps.mailer.name === 'smtp' ? mostUnnoted : mostTogether;
  const most = gate.stopped === '' ? together : 1;
  for (;;) {
    const isMore = await deps.db.transaction(async (tx) =>
      formBatch(tx, { by, most, others: await warmUpRoom(tx, deps.config, now) }),
    );
    if (!isMore || most === 1) return;
  }
}

/**
 * Has those sent that nobody is sending any more: of before there were batches, or whose job was tried too often. Also
 * where nothing was handed over yet: such batches would count as waiting for a worker, and hold up all the others.
 */
async function rescueBatches({ db }: Deps, now: Date): Promise<void> {
  const since = new Date(now.getTime() - left).toISOString();
  const rows = await db.execute<{ batch_id: string }>(sql`
    select distinct batch_id from messages where state = 'queued' and batch_id is not null
      and coalesce(handed_at, due_at) < ${since}::timestamptz and not exists (
        select from graphile_worker.jobs where key = 'batch:' || batch_id and attempts < max_attempts)`);
  const payloads = rows.map(({ batch_id: batchId }) => ({ payload: { batchId }, key: `batch:${batchId}` }));
  await enqueueMany(db, 'followups.send-batch', payloads);
}

/** @returns whether there may be more to do */
async function formBatch(tx: Tx, { by, most, others }: Room): Promise<boolean> {
  const [ahead] = await tx.execute<{ count: number }>(sql`
    select count(distinct batch_id)::int as count from messages
    where state = 'queued' and batch_id is not null and handed_at is null and reason = ''`);
  if ((ahead?.count ?? 0) >= mostAhead) return false;
  const first = await claimUrgent(tx, by, most);
  const then = await claimOthers(tx, by, Math.min(others, most - first.length));
  const due = [...first, ...then];
  // One mail to a person at a time: each is decided on knowing of the one before.
  const chosen = [...new Map(due.toReversed().map(({ id, contactId }) => [contactId, id])).values()];
  await join(tx, chosen);
  return due.length === most || chosen.length < due.length;
}

async function claimUrgent(tx: Tx, by: Date, limit: number): Promise<Claimed[]> {
  return await tx
    .select({ id: messages.id, contactId: messages.contactId })
    .from(messages)
    .where(sql`state = 'queued' and batch_id is null and urgent and due_at <= ${by.toISOString()}::timestamptz`)
    .orderBy(asc(messages.dueAt))
    .limit(limit)
    .for('no key update', { skipLocked: true });
}

/** By campaign, each by its own index: those that are paused cost nothing, however much waits in them. */
async function claimOthers(tx: Tx, by: Date, limit: number): Promise<Claimed[]> {
  if (limit <= 0) return [];
  const rows = await tx.execute<{ id: string; contact_id: string }>(sql`
    select waiting.id, waiting.contact_id from campaigns c cross join lateral (
      select m.id, m.contact_id, m.due_at from messages m
      where m.campaign_id = c.id and m.state = 'queued' and m.batch_id is null and not m.urgent
        and m.due_at <= ${by.toISOString()}::timestamptz
      order by m.due_at limit ${limit} for no key update skip locked
    ) as waiting
    where c.id not in (${pausedCampaigns}) order by waiting.due_at limit ${limit}`);
  return rows.map(({ id, contact_id }) => ({ id, contactId: contact_id }));
}

async function join(tx: Tx, ids: string[]): Promise<void> {
  const [only] = ids;
  if (only === undefined) return;
  const batchId = ids.length === 1 ? only : uuidv7();
  await tx
    .update(messages)
    .set({ batchId, reason: '' })
    .where(inArray(messages.id, idList(ids)));
  await enqueueMany(tx, 'followups.send-batch', [{ payload: { batchId }, key: `batch:${batchId}` }]);
}
