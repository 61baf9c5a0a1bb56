import { sql } from 'drizzle-orm';
import { tracking } from '../activity/track.ts';
import type { Tx } from '../db/client.ts';
import { idList } from '../db/id-list.ts';
import { newIdInSql } from '../db/new-id-in-sql.ts';
import type { Deps } from '../deps.ts';
import { enqueueMany } from '../jobs/enqueue.ts';
import type { Result } from './hand-over.ts';

/** Notes what became of the mails of a batch, those that went on their contacts' timelines. */
export async function noteOutcomes(deps: Deps, batchId: string, results: Result[]): Promise<void> {
  if (results.length === 0) return;
  // One that is at fault has all refused: each goes by itself, and shows by that whether it is the one.
  const apart = results.filter(({ outcome, together }) => together && outcome.kind === 'refused');
  const noted = results.filter((one) => !apart.includes(one));
  await deps.db.transaction(async (tx) => {
    await takeApart(tx, batchId, apart);
    await note(tx, noted, deps.clock.now());
  });
}

async function takeApart(tx: Tx, batchId: string, apart: Result[]): Promise<void> {
  if (apart.length === 0) return;
  const rows = await tx.execute<{ id: string }>(sql`
    update messages set batch_id = id, state = 'planned', reason = ''
    where batch_id = ${batchId}::uuid and state = 'sending'
      and id in ${idList(apart.map(({ message }) => message.id))}
    returning id`);
  await enqueueMany(
    tx,
    'followups.send-batch',
    rows.map(({ id }) => ({ payload: { batchId: id }, key: `batch:${id}` })),
  );
}

const states = { sent: 'sent', refused: 'failed', again: 'planned', stopped: 'planned' };

/**
 * Two processes may have handed a mail over, under one key: it went once, and stands on the timeline once. Whoever was
 * erased meanwhile is not written to again. And a contact may have become another one: the timeline is that one's.
 */
async function note(tx: Tx, results: Result[], now: Date): Promise<void> {
  const at = sql`${now.toISOString()}::timestamptz`;
  const rows = results.map(({ message, subject, outcome }) => ({
    id: message.id,
    state: states[outcome.kind],
    subject,
    provider_id: outcome.kind === 'sent' ? outcome.providerId : '',
    reason: 'reason' in outcome ? outcome.reason : '',
  }));
  const ids = idList(rows.map(({ id }) => id));
  // As everyone locks them: the contacts, whom the timeline names, and then their mails.
  await tx.execute(sql`
    select from contacts where id in (select contact_id from messages where id in ${ids}) order by email for key share`);
  await tx.execute(sql`select from messages where id in ${ids} order by id for no key update`);
  await tx.execute(sql`
    with outcome as materialized (
      select * from json_to_recordset(${JSON.stringify(rows)}::json)
        as row(id uuid, state text, subject text, provider_id text, reason text)
    ), noted as (
      update messages set state = outcome.state, reason = outcome.reason,
        subject = case when outcome.state = 'planned' then messages.subject else outcome.subject end,
        provider_id = outcome.provider_id,
        sent_at = case when outcome.state = 'sent' then ${at} else messages.sent_at end,
        batch_id = case when outcome.state = 'planned' then messages.batch_id end
      from outcome
      where messages.id = outcome.id and messages.state not in ('sent', 'skipped')
      returning messages.id, contact_id, campaign_id, name, messages.subject, messages.state
    ), ${tracking(sql`
      select ${newIdInSql}, contact_id, campaign_id, 'message.sent',
        jsonb_build_object('messageId', id, 'name', name, 'subject', subject), ${at}
      from noted where state = 'sent'`)}`);
}
