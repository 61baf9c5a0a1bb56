import { type SQL, sql } from 'drizzle-orm';
import type { ActivityKind } from '../activity/reactions.ts';
import { tracking } from '../activity/track.ts';
import type { Tx } from '../db/client.ts';
import { idList } from '../db/id-list.ts';
import { inOrder } from '../db/in-order.ts';
import { newId } from '../db/new-id.ts';
import type { Deps } from '../deps.ts';
import { enqueue, enqueueMany } from '../jobs/enqueue.ts';
import { awayFor, closeAway, closeGate, readGate } from '../mail/gate.ts';
import type { Outcome } from '../mail/mailer.ts';
import { countDeliveries } from './count-deliveries.ts';
import type { Result } from './hand-over.ts';
import { suppressAddresses } from './suppress-addresses.ts';
import { wakeSender } from './wake-sender.ts';
import { dayIn } from './warm-up.ts';

/** How long everything waits where the transport does not say, in milliseconds: for now, and until someone acts. */
const pauses = { again: 5_000, stopped: 5 * 60_000 };

/** `attempt`: how many tries there were with this one. `isLast`: there will be no further one. */
type Noting = { results: Result[]; attempt: number; isLast: boolean };

/**
 * Notes what became of the mails of a batch, those that went on their contacts' timelines.
 * @returns why some of them are to be tried again by themselves, in the job's own time
 */
export async function noteOutcomes(
  deps: Deps,
  batchId: string,
  { results, attempt, isLast }: Noting,
): Promise<string | undefined> {
  if (results.length === 0) return undefined;
  const now = deps.clock.now();
  // One that is at fault has all refused: each goes by itself, and shows by that whether it is the one.
  const apart = results.filter(({ outcome, together }) => together && outcome.kind === 'refused');
  const heldUntil = await holdAll(deps, results, now);
  const awayUntil = results.every(isAway) ? await holdAway(deps, results, now) : undefined;
  const until = heldUntil ?? awayUntil;
  await deps.db.transaction(async (tx) => {
    const rest = results.filter((one) => !apart.includes(one));
    const [noted] = await inOrder(tx, locks(results), note(tx, { results: rest, isLast }, now));
    await takeApart(tx, batchId, apart);
    await follow(tx, deps, noted?.came ?? [], now);
    if (until) await waitFor(tx, { batchId, until, ...nextTry(deps, awayUntil ? attempt : 0, until) }, now);
  });
  if (awayUntil) return undefined;
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

function isAway({ outcome }: Result): boolean {
  return outcome.kind === 'again' && outcome.away === true && outcome.forAll !== true;
}

/**
 * Closes the gate for a while where the transport answered to none of a batch. A batch that was handed over before closes
 * it for nobody else, for it may be that one alone: it waits by itself, by half as long as it has, while no other mail is
 * taken either. Returns until when.
 */
async function holdAway({ db, log }: Deps, results: Result[], now: Date): Promise<Date | undefined> {
  const handedAts = results.flatMap(({ message }) => message.handedAt?.getTime() ?? []);
  if (handedAts.length < results.length) {
    const outcome = results[0]?.outcome;
    log.warn({ reason: outcome?.kind === 'again' ? outcome.reason : '' }, 'the transport does not answer');
    return await closeAway(db, now);
  }
  if (!(await readGate(db, now)).isAway) return undefined;
  const wait = (now.getTime() - Math.min(...handedAts)) / 2;
  return new Date(now.getTime() + Math.min(Math.max(wait, awayFor.first * 1_000), awayFor.most * 1_000));
}

/**
 * When what may have gone is tried again once the gate is open. Under a key, at once and as often as the key lasts. Where
 * there are none, each try may be one mail more: as rarely as by the queue's backoff, and no more often in all.
 */
function nextTry({ mailer, clock }: Deps, attempt: number, until: Date): { runAt: Date; tried: number } {
  if (mailer.sendTogether !== undefined || attempt === 0) return { runAt: until, tried: 0 };
  const backoff = Math.exp(Math.min(attempt, 10)) * 1_000;
  return { runAt: new Date(Math.max(until.getTime(), clock.now().getTime() + backoff)), tried: attempt };
}

/** As everyone locks them: the contacts, whom the timeline names, and then their mails. */
function locks(results: Result[]): SQL[] {
  const ids = idList(results.map(({ message }) => message.id));
  return [
    sql`
      select from contacts where id in (select contact_id from messages where id in ${ids}) order by email for key share`,
    sql`select from messages where id in ${ids} order by id for no key update`,
  ];
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

/** The mails of a campaign that came to a state. */
type Came = { campaignId: string; state: string; ids: string[] };

/**
 * Two processes may have handed a mail over, under one key: it went once, and stands on the timeline once. Whoever was
 * erased meanwhile is not written to again. And a contact may have become another one: the timeline is that one's.
 */
function note(
  tx: Tx,
  { results, isLast }: Pick<Noting, 'results' | 'isLast'>,
  now: Date,
): PromiseLike<{ came: Came[] }[]> {
  const at = sql`${now.toISOString()}::timestamptz`;
  const isGone = results.every(isAway);
  const rows = results.map(({ message, subject, outcome }) => ({
    id: message.id,
    activity_id: newId(),
    state: stateAfter(outcome, isLast),
    subject,
    provider_id: outcome.kind === 'sent' ? outcome.providerId : '',
    reason: reasonOf(message, outcome, isLast),
    // What may have gone at an earlier try may have gone, whatever is said of this one.
    not_taken: message.handedAt === null && isNotTaken(outcome),
    leaves: message.handedAt === null && (isForAll(outcome) || (isGone && isNotTaken(outcome))),
  }));
  const kind: ActivityKind = 'message.sent';
  const sent = sql`
    select activity_id, contact_id, campaign_id, ${kind}::text,
      jsonb_build_object('messageId', id, 'name', name, 'subject', subject), ${at}
    from noted where state = 'sent'`;
  const came = sql`(
    select coalesce(json_agg(came), '[]') from (
      select campaign_id as "campaignId", state, json_agg(id) as ids from noted where state <> 'queued' group by 1, 2
    ) as came) as came`;
  return tx.execute<{ came: Came[] }>(sql`
    with noted as (
      update messages set state = outcome.state, reason = outcome.reason,
        subject = case when outcome.state = 'queued' then messages.subject else outcome.subject end,
        provider_id = outcome.provider_id,
        sent_at = case when outcome.state = 'sent' then ${at} else messages.sent_at end,
        handed_at = case when not outcome.not_taken then handed_at end,
        batch_id = case when outcome.state = 'queued' and not outcome.leaves then batch_id end
      from json_to_recordset(${JSON.stringify(rows)}::json) as outcome(id uuid, activity_id uuid, state text,
        subject text, provider_id text, reason text, not_taken boolean, leaves boolean)
      where messages.id = outcome.id and messages.state = 'queued'
      returning activity_id, messages.id, contact_id, campaign_id, name, messages.subject, messages.state
    ), ${tracking(sent, came)}`);
}

/** Has no more sent to the addresses that took none, counts, and has it looked whether these are too many. */
async function follow(tx: Tx, { config }: Deps, came: Came[], now: Date): Promise<void> {
  const bounced = came.filter(({ state }) => state === 'bounced');
  const messageIds = bounced.flatMap(({ ids }) => ids);
  await suppressAddresses(tx, config.secret, { messageIds, reason: 'bounced', at: now });
  const campaignIds = bounced.map(({ campaignId }) => campaignId).sort();
  await enqueueMany(
    tx,
    'delivery.guard',
    campaignIds.map((campaignId) => ({ payload: { campaignId }, key: `guard:${campaignId}` })),
  );
  const day = dayIn(config.timezone, now);
  // A bounce that is told at once was sent, too: the guard compares the one with the other.
  const statesOf = (state: string) => (state === 'bounced' ? ['sent', state] : [state]);
  await countDeliveries(
    tx,
    came.flatMap(({ campaignId, state, ids }) =>
      statesOf(state).map((one) => ({ campaignId, state: one, day, count: ids.length })),
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

/** `until`: when the gate opens. `runAt`: when the batch goes on, after so many tries. */
type Waiting = { batchId: string; until: Date; runAt: Date; tried: number };

/** What left the batch is due again once the gate opens; what stays in it goes on as it is. */
async function waitFor(tx: Tx, { batchId, until, runAt, tried }: Waiting, now: Date): Promise<void> {
  const kept = await tx.execute(
    sql`select from messages where batch_id = ${batchId}::uuid and state = 'queued' limit 1`,
  );
  const again = { runAt, key: `batch:${batchId}` };
  if (kept.length > 0) await enqueue(tx, 'followups.send-batch', { batchId, tried }, again);
  await wakeSender(tx, [until], now);
}
