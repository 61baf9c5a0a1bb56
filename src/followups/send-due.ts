import { and, asc, inArray, isNull, lte, notInArray, type SQL, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../db/client.ts';
import { idList } from '../db/id-list.ts';
import type { Deps } from '../deps.ts';
import { enqueueMany } from '../jobs/enqueue.ts';
import { mostTogether } from '../mail/mailer.ts';
import { bookingMails } from './booking-mails.ts';
import { messages } from './table.ts';

/** So many batches wait for a worker at most: what becomes urgent meanwhile does not stand behind a whole mailing. */
const mostAhead = 8;
/** Mails that somebody waits for at this very moment go before those of sequences. */
const urgent = ['confirm', ...bookingMails];

type Claimed = { id: string; contactId: string; state: string };

/**
 * Puts the mails that are due into batches of up to a hundred, each with the job that sends it. Whatever wakes it, it
 * takes all that is due, so mails that fall due together go together.
 */
export async function sendDue(deps: Deps, dueBy: string | undefined): Promise<void> {
  const by = new Date(Math.max(deps.clock.now().getTime(), dueBy === undefined ? 0 : Date.parse(dueBy)));
  for (;;) {
    const isMore = await deps.db.transaction((tx) => formBatch(tx, by));
    if (!isMore) return;
  }
}

/** @returns whether there may be more to do */
async function formBatch(tx: Tx, by: Date): Promise<boolean> {
  const [ahead] = await tx
    .select({ count: sql<number>`count(distinct batch_id)::int` })
    .from(messages)
    // Those that were not taken and wait for another try hold nobody up.
    .where(sql`state in ('planned', 'sending') and batch_id is not null and state = 'planned' and reason = ''`);
  if ((ahead?.count ?? 0) >= mostAhead) return false;
  const first = await claim(tx, by, inArray(messages.name, urgent), mostTogether);
  const then = await claim(tx, by, notInArray(messages.name, urgent), mostTogether - first.length);
  const due = [...first, ...then];
  // What was begun before there were batches goes again as it went: alone, under its own key.
  const begun = due.filter(({ state }) => state === 'sending').map(({ id }) => id);
  // One mail to a person at a time: each is decided on knowing of the one before.
  const fresh = due.filter(({ state }) => state === 'planned');
  const onePerPerson = [...new Map(fresh.toReversed().map(({ id, contactId }) => [contactId, id])).values()];
  const [only] = onePerPerson;
  if (only !== undefined) {
    await join(tx, onePerPerson, onePerPerson.length === 1 ? sql`${only}::uuid` : sql`${uuidv7()}::uuid`);
  }
  if (begun.length > 0) await join(tx, begun, sql`id`);
  return due.length === mostTogether || onePerPerson.length < fresh.length;
}

async function claim(tx: Tx, by: Date, which: SQL, limit: number): Promise<Claimed[]> {
  if (limit === 0) return [];
  return await tx
    .select({ id: messages.id, contactId: messages.contactId, state: messages.state })
    .from(messages)
    .where(and(sql`state in ('planned', 'sending')`, isNull(messages.batchId), lte(messages.dueAt, by), which))
    .orderBy(asc(messages.dueAt))
    .limit(limit)
    .for('no key update', { skipLocked: true });
}

async function join(tx: Tx, ids: string[], batchId: SQL): Promise<void> {
  const joined = await tx
    .update(messages)
    .set({ batchId, reason: '' })
    .where(inArray(messages.id, idList(ids)))
    .returning({ batchId: messages.batchId });
  const batches = new Set(joined.flatMap((row) => (row.batchId === null ? [] : [row.batchId])));
  await enqueueMany(
    tx,
    'followups.send-batch',
    [...batches].map((id) => ({ payload: { batchId: id }, key: `batch:${id}` })),
  );
}
