import { type SQL, sql } from 'drizzle-orm';
import type { Db, Tx } from '../db/client.ts';
import type { Variant } from './form.ts';
import { hasActed, hasLeft } from './outcomes.ts';
import { type Broadcast, givenVariant } from './queries.ts';

/** What became of the mails of some recipients, and what those who got one did. */
export type Outcome = {
  recipients: number;
  /** Not written yet, planned, or being handed over. */
  waiting: number;
  /** Taken by the transport, whatever came of it then. */
  sent: number;
  /** What the provider told of those that were sent, where it tells: at the address, turned away, called unwanted. */
  delivered: number;
  bounced: number;
  complained: number;
  failed: number;
  /** Decided against when they were due, by the reason. */
  skipped: Record<string, number>;
  acted: number;
  left: number;
};

const nothing: Outcome = {
  recipients: 0,
  waiting: 0,
  sent: 0,
  delivered: 0,
  bounced: 0,
  complained: 0,
  failed: 0,
  skipped: {},
  acted: 0,
  left: 0,
};

type Row = {
  variant: Variant;
  cohort: 'first' | 'rest';
  state: string | null;
  reason: string;
  people: number;
  acted: number;
  left: number;
};

/** What became of a broadcast, of each subject in each group. */
export type Results = { all: Outcome; compared: Record<Variant, Outcome> };

/** Reads what became of a broadcast so far. */
export async function broadcastResults(db: Db | Tx, broadcast: Broadcast): Promise<Results> {
  const rows = await outcomeRows(db, broadcast);
  return { all: addUp(rows), compared: armsOf(rows, broadcast) };
}

/** What became of each of the two subjects, among those for whom it was drawn. */
export async function comparedArms(tx: Tx, broadcast: Broadcast): Promise<Record<Variant, Outcome>> {
  return armsOf(await outcomeRows(tx, broadcast), broadcast);
}

/** Who got the subject that was found better was not drawn for it, and says nothing about the difference. */
function armsOf(rows: Row[], { choice }: Broadcast): Record<Variant, Outcome> {
  const drawnFor = rows.filter(({ cohort }) => cohort === 'first' || choice === 'even');
  const arm = (variant: Variant) => addUp(drawnFor.filter((row) => row.variant === variant));
  return { a: arm('a'), b: arm('b') };
}

async function outcomeRows(db: Db | Tx, { id }: Broadcast): Promise<Row[]> {
  const rows = await db.execute<Row>(sql`
    select variant, cohort, state, reason, count(*)::int as people,
      (count(*) filter (where state not in ('queued', 'suppressed', 'failed') and acted))::int as acted,
      (count(*) filter (where state not in ('queued', 'suppressed', 'failed') and has_left))::int as left
    from (
      select ${givenVariant} as variant, broadcast_recipients.cohort, m.state, m.reason,
        broadcast_recipients.acted or ${sql.raw(hasActed)} as acted,
        broadcast_recipients.has_left or ${sql.raw(hasLeft)} as has_left
      from broadcast_recipients join broadcasts on broadcasts.id = broadcast_recipients.broadcast_id
        left join lateral (${mailOf(id)}) as m on true
      where broadcast_recipients.broadcast_id = ${id}::uuid
    ) as one
    group by variant, cohort, state, reason`);
  return [...rows];
}

/** A recipient's mail. Where two contacts became one and the mail had gone to one of them, it has gone. */
function mailOf(id: string): SQL {
  return sql`
    select own.contact_id, own.campaign_id, coalesce(other.state, own.state) as state,
      coalesce(other.sent_at, own.sent_at) as sent_at,
      case when own.state = 'suppressed' and other.id is null then own.reason else '' end as reason
    from messages own left join messages other
      on own.state = 'suppressed' and own.reason = 'sent-already' and other.contact_id = own.contact_id
        and other.name = 'broadcast' and other.round = ${id}
        and other.state not in ('queued', 'suppressed', 'failed')
    where own.subject_id = broadcast_recipients.id and own.name = 'broadcast' and own.round = ${id} limit 1`;
}

function addUp(rows: Row[]): Outcome {
  return rows.reduce<Outcome>((sum, { state, reason, people, acted, left }) => {
    const isWaiting = state === null || state === 'queued';
    return {
      recipients: sum.recipients + people,
      waiting: sum.waiting + (isWaiting ? people : 0),
      sent: sum.sent + (hasGone(state) ? people : 0),
      delivered: sum.delivered + (state === 'delivered' ? people : 0),
      bounced: sum.bounced + (state === 'bounced' ? people : 0),
      complained: sum.complained + (state === 'complained' ? people : 0),
      failed: sum.failed + (state === 'failed' ? people : 0),
      skipped: state === 'suppressed' ? { ...sum.skipped, [reason]: (sum.skipped[reason] ?? 0) + people } : sum.skipped,
      acted: sum.acted + acted,
      left: sum.left + left,
    };
  }, nothing);
}

/** Whatever its way went on like: it was taken. */
function hasGone(state: string | null): boolean {
  return state !== null && !['queued', 'suppressed', 'failed'].includes(state);
}
