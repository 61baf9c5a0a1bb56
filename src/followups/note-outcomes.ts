import { sql } from 'drizzle-orm';
import { track } from '../activity/track.ts';
import type { Tx } from '../db/client.ts';
import { idList } from '../db/id-list.ts';
import type { Deps } from '../deps.ts';
import { enqueue, enqueueMany } from '../jobs/enqueue.ts';
import { closeGate } from '../mail/gate.ts';
import type { Outcome } from '../mail/mailer.ts';
import { countDeliveries } from './count-deliveries.ts';
import type { Result } from './hand-over.ts';
import { suppressAddresses } from './suppress-addresses.ts';
import { wakeSender } from './wake-sender.ts';
import { dayIn } from './warm-up.ts';

/** How long everything waits where the transport does not say, in milliseconds: for now, and until someone acts. */
const pauses = { again: 5_000, stopped: 5 * 60_000 };

/** `isLast`: there will be no further try. */
type Noting = { results: Result[]; isLast: boolean };

/**
 * Notes what became of the mails of a batch, those that went on their contacts' timelines.
 * @returns why some of them are to be tried again by themselves, in the job's own time
 */
export async function noteOutcomes(
  deps: Deps,
  batchId: string,
  { results, isLast }: Noting,
): Promise<string | undefined> {
  if (results.length === 0) return undefined;
  const now = deps.clock.now();
  // One that is at fault has all refused: each goes by itself, and shows by that whether it is the one.
  const apart = results.filter(({ outcome, together }) => together && outcome.kind === 'refused');
  const until = await holdAll(deps, results, now);
  await deps.db.transaction(async (tx) => {
    await lock(tx, results);
    await takeApart(tx, batchId, apart);
    const rest = results.filter((one) => !apart.includes(one));
    await note(tx, deps, { results: rest, isLast, now });
    if (until) await waitFor(tx, batchId, until, now);
  });
  const waiting = results.find(({ outcome }) => outcome.kind === 'again' && !isForAll(outcome));
  return isLast || waiting?.outcome.kind !== 'again' ? undefined : waiting.outcome.reason;
}

function isForAll(outcome: Outcome): boolean {
  return outcome.kind === 'stopped' || (outcome.kind === 'again' && outcome.forAll === true);
}

/** Closes the gate where no mail would be taken; returns until when. */
async function holdAll(deps: Deps, results: Result[], now: Date): Promise<Date | undefined> {
  const outcome = results.find((one) => isForAll(one.outcome))?.outcome;
  if (outcome?.kind !== 'stopped' && outcome?.kind !== 'again') return undefined;
  const asked = outcome.kind === 'again' ? outcome.retryAfter : undefined;
  const until = new Date(now.getTime() + (asked === undefined ? pauses[outcome.kind] : asked * 1_000));
  await closeGate(deps.db, until, outcome.kind === 'stopped' ? outcome.reason : '');
  if (outcome.kind === 'stopped') deps.log.warn({ reason: outcome.reason }, 'the transport takes no mail');
  return until;
}

/** As everyone locks them: the contacts, whom the timeline names, and then their mails. */
async function lock(tx: Tx, results: Result[]): Promise<void> {
  const ids = idList(results.map(({ message }) => message.id));
  await tx.execute(sql`
    select from contacts where id in (select contact_id from messages where id in ${ids}) order by email for key share`);
  await tx.execute(sql`select from messages where id in ${ids} order by id for no key update`);
}

async function takeApart(tx: Tx, batchId: string, apart: Result[]): Promise<void> {
  if (apart.length === 0) return;
  const rows = await tx.execute<{ id: string }>(sql`
    update messages set batch_id = id, handed_at = null, reason = ''
    where batch_id = ${batchId}::uuid and state = 'queued' and id in ${idList(apart.map(({ message }) => message.id))}
    returning id`);
  await enqueueMany(
    tx,
    'followups.send-batch',
    rows.map(({ id }) => ({ payload: { batchId: id }, key: `batch:${id}` })),
  );
}

type Noted = { id: string; contact_id: string; campaign_id: string; name: string; subject: string; state: string };

/**
 * Two processes may have handed a mail over, under one key: it went once, and stands on the timeline once. Whoever was
 * erased meanwhile is not written to again. And a contact may have become another one: the timeline is that one's.
 */
async function note(tx: Tx, deps: Deps, { results, isLast, now }: Noting & { now: Date }): Promise<void> {
  const at = sql`${now.toISOString()}::timestamptz`;
  const rows = results.map(({ message, subject, outcome }) => ({
    id: message.id,
    state: stateAfter(outcome, isLast),
    subject,
    provider_id: outcome.kind === 'sent' ? outcome.providerId : '',
    reason: reasonOf(message, outcome, isLast),
    // What may have gone at an earlier try may have gone, whatever is said of this one.
    not_taken: message.handedAt === null && isNotTaken(outcome),
    leaves: message.handedAt === null && isForAll(outcome),
  }));
  const noted = await tx.execute<Noted>(sql`
    update messages set state = outcome.state, reason = outcome.reason,
      subject = case when outcome.state = 'queued' then messages.subject else outcome.subject end,
      provider_id = outcome.provider_id,
      sent_at = case when outcome.state = 'sent' then ${at} else messages.sent_at end,
      handed_at = case when not outcome.not_taken then handed_at end,
      batch_id = case when outcome.state = 'queued' and not outcome.leaves then batch_id end
    from json_to_recordset(${JSON.stringify(rows)}::json) as outcome(id uuid, state text, subject text, provider_id text,
      reason text, not_taken boolean, leaves boolean)
    where messages.id = outcome.id and messages.state = 'queued'
    returning messages.id, contact_id, campaign_id, name, messages.subject, messages.state`);
  const sent = noted.filter(({ state }) => state === 'sent');
  await track(
    tx,
    sent.map(({ id, contact_id: contactId, campaign_id: campaignId, name, subject }) => ({
      kind: 'message.sent',
      contactId,
      campaignId,
      data: { messageId: id, name, subject },
      at: now,
    })),
  );
  const bounced = new Set(noted.filter(({ state }) => state === 'bounced').map(({ id }) => id));
  await suppressAddresses(tx, deps.config.secret, { messageIds: [...bounced], reason: 'bounced', at: now });
  const day = dayIn(deps.config.timezone, now);
  const came = noted.filter(({ state }) => state !== 'queued');
  await countDeliveries(
    tx,
    came.flatMap(({ campaign_id: campaignId, state }) =>
      // A bounce that is told at once was sent, too: the guard compares the one with the other.
      (state === 'bounced' ? ['sent', state] : [state]).map((one) => ({ campaignId, state: one, day })),
    ),
  );
}

function stateAfter(outcome: Outcome, isLast: boolean): string {
  if (outcome.kind === 'sent') return 'sent';
  if (outcome.kind === 'refused') return outcome.address ? 'bounced' : 'failed';
  return isLast && !isForAll(outcome) ? 'failed' : 'queued';
}

/** Of what is given up and may have gone all the same, that is said first: nobody is to write again without looking. */
function reasonOf({ handedAt }: Result['message'], outcome: Outcome, isLast: boolean): string {
  if (outcome.kind === 'sent') return '';
  const isUnsure = handedAt !== null || (outcome.kind === 'again' && outcome.notTaken !== true);
  return isUnsure && stateAfter(outcome, isLast) === 'failed' ? `may-have-gone: ${outcome.reason}` : outcome.reason;
}

function isNotTaken(outcome: Outcome): boolean {
  return outcome.kind === 'stopped' || (outcome.kind === 'again' && outcome.notTaken === true);
}

/** What left the batch is due again once the gate opens; what stays in it goes on as it is. */
async function waitFor(tx: Tx, batchId: string, until: Date, now: Date): Promise<void> {
  const kept = await tx.execute(
    sql`select from messages where batch_id = ${batchId}::uuid and state = 'queued' limit 1`,
  );
  const again = { runAt: until, key: `batch:${batchId}` };
  if (kept.length > 0) await enqueue(tx, 'followups.send-batch', { batchId }, again);
  await wakeSender(tx, [until], now);
}
