import { type SQL, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { newIdInSql } from '../db/new-id-in-sql.ts';
import type { Deps } from '../deps.ts';
import { cleanText, keptDetail } from './clean-text.ts';
import type { Cause } from './connector.ts';
import type { Session } from './open-call.ts';
import { crmCalls } from './table.ts';

/** What becomes of a contact of a batch. `same`: nothing was sent, for it is there already; `kept`: put back untried. */
export type Settled = {
  contactId: string;
  result: 'created' | 'updated' | 'unchanged' | 'refused' | 'retry' | 'same' | 'out-of-scope' | 'kept';
  remoteId?: string;
  /** Of what the CRM holds by now; left out where nobody knows. */
  hash?: string | null;
  subscription?: string;
  /** Acts and events that it was told of. */
  told?: string[];
  cause?: Cause;
  detail?: string;
  /** Milliseconds, where the vendor said. */
  after?: number;
  /** For the history. */
  sent?: Record<string, unknown>;
};

/**
 * The first wait, how many times as long the next one is, and the longest, in seconds; with jitter, so that what failed
 * together parts. It is for one contact: a CRM that is down altogether is the circuit's matter.
 */
const [first, more, longest] = [2, 1.5, 900];
/**
 * Given up after so many tries over so many days; what is tried again by hand begins anew. A missing right is waited for:
 * it is a no that hangs on it.
 */
const deadAfter = { tries: 30, days: 3 };

/**
 * Writes down what came of a batch and lets go of it, in one transaction. Only what the batch still has is written; a
 * contact that changed meanwhile goes on waiting, whatever came of it.
 */
export async function recordOutcomes(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  {
    connectorId,
    batchId,
    settled,
    calls,
  }: { connectorId: string; batchId: string; settled: Settled[]; calls: Session['calls'] },
): Promise<void> {
  const now = sql`${clock.now().toISOString()}::timestamptz`;
  const rows = settled.map((one) => ({
    id: uuidv7(),
    contact_id: one.contactId,
    result: one.result,
    remote_id: one.remoteId ?? null,
    hash: one.hash ?? null,
    subscription: one.subscription ?? null,
    told: one.told ?? [],
    cause: one.cause ?? null,
    detail: keptDetail(one.detail ?? ''),
    after: one.after ?? 0,
    sent: one.sent ?? null,
  }));
  await db.transaction(async (tx) => {
    await tx.execute(sql`
      with outcome as (
        select * from json_to_recordset(${JSON.stringify(rows, cleaned)}::json) as o(id uuid, contact_id uuid, result text,
          remote_id text, hash text, subscription text, told uuid[], cause text, detail text, after float8, sent jsonb)
      ),
      -- Whom it found under another record now leaves the one before to nobody; one under our own id is of who had it.
      left_behind as (
        insert into crm_farewells (id, connector_id, kind, former_id, remote_id, state, next_try_at, at)
        select ${newIdInSql}, s.connector_id, 'merged',
          case when o.remote_id = s.contact_id::text then s.remote_id::uuid else s.contact_id end,
          s.remote_id, 'waiting', ${now}, ${now}
        from crm_sync_states s join outcome o using (contact_id)
        where s.connector_id = ${connectorId}::uuid and s.claim = ${batchId}::uuid and s.remote_id <> o.remote_id
      ),
      written as (
        update crm_sync_states s set
          claim = null, claimed_version = null,
          state = case
            when s.version <> s.claimed_version then 'waiting'
            when ${done} then 'synced'
            when o.result = 'refused' then 'refused'
            when o.result = 'out-of-scope' then 'out-of-scope'
            when ${isDead(now)} then 'dead'
            else 'waiting' end,
          withdrawal = s.withdrawal and (s.version <> s.claimed_version or o.result in ('retry', 'kept', 'refused')),
          dirty_since = case when s.version = s.claimed_version and o.result not in ('retry', 'kept', 'refused')
            then null else s.dirty_since end,
          remote_id = coalesce(o.remote_id, s.remote_id),
          sent_hash = o.hash,
          sent_subscription = case when ${done}
            then coalesce(nullif(o.subscription, 'unknown'), s.sent_subscription, o.subscription)
            else s.sent_subscription end,
          sent_acts = case when o.told = '{}' then s.sent_acts
            else array(select distinct unnest(s.sent_acts || o.told)) end,
          attempts = case o.result when 'retry' then s.attempts + 1 when 'kept' then s.attempts else 0 end,
          failing_since = case o.result when 'retry' then coalesce(s.failing_since, ${now})
            when 'kept' then s.failing_since end,
          next_try_at = case o.result when 'retry' then ${nextTry(now)}
            when 'kept' then greatest(s.next_try_at, ${now} + nullif(o.after, 0) / 1000 * interval '1 s') else s.next_try_at end,
          cause = case when o.result = 'kept' then s.cause else o.cause end,
          detail = case when o.result = 'kept' then s.detail else o.detail end,
          pushed_at = case when o.result in ('created', 'updated', 'unchanged') then ${now} else s.pushed_at end
        from outcome o
        where s.connector_id = ${connectorId}::uuid and s.contact_id = o.contact_id and s.claim = ${batchId}::uuid
        returning o.*
      )
      insert into crm_pushes (id, connector_id, contact_id, batch_id, result, cause, detail, sent, at)
      select id, ${connectorId}::uuid, contact_id, ${batchId}::uuid, result, cause, detail, sent, ${now} from written
      where result not in ('same', 'kept', 'out-of-scope')`);
    await tx.execute(sql`delete from crm_claims where id = ${batchId}::uuid`);
    if (calls.length > 0) await tx.insert(crmCalls).values(calls);
  });
}

/** One odd character in what was sent, or said, of one contact is no reason to write nothing down of its whole batch. */
function cleaned(_: string, value: unknown): unknown {
  return typeof value === 'string' ? cleanText(value) : value;
}

const done = sql.raw(`o.result in ('created', 'updated', 'unchanged', 'same')`);

/** Backoff as one expression: it grows, has an end, and never comes before the vendor's own word. */
function nextTry(now: SQL): SQL {
  return sql`${now} + greatest(o.after / 1000,
    least(${first} * power(${more}::float8, least(s.attempts, 30)), ${longest}) * (0.5 + random())) * interval '1 s'`;
}

function isDead(now: SQL): SQL {
  return sql`(o.result = 'retry' and o.cause <> 'rights' and s.attempts + 1 >= ${deadAfter.tries}
    and s.failing_since < ${now} - make_interval(days => ${deadAfter.days}))`;
}
