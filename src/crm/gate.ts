import { sql } from 'drizzle-orm';
import type { Db } from '../db/client.ts';
import { keptDetail } from './clean-text.ts';
import type { Cause, Vendor } from './connector.ts';

export type Limits = Pick<Vendor['limits'], 'calls' | 'perSeconds'>;

/** The share of a vendor's limit that is used: what is left over makes up for clocks and networks that are not even. */
const used = 0.98;
/** How long a batch stays its worker's beside what a call may take, in seconds: for reading, and for writing down. */
export const leaseBeside = 8;

/** A slot for one call. `wait` and `held` are milliseconds: for the bucket, and because the vendor said so. */
export type Slot = { wait: number; held: number };

/**
 * Takes the next call's turn of a connector, over all workers, and renews the lease of the batch it is for: one statement.
 * The bucket is kept as the time of the next turn (GCRA, ITU-T I.371): turns stand evenly, and after a pause only as many
 * may follow at once as keep any window of `perSeconds` within `calls`.
 * @returns undefined where the batch is another's by now.
 */
export async function takeSlot(
  db: Db,
  given: { connectorId: string; claim: string | undefined; limits: Limits; now: Date; timeout: number },
): Promise<Slot | undefined> {
  const { connectorId, claim, limits, now, timeout } = given;
  const rate = Math.max((limits.calls * used) / limits.perSeconds, 0.001);
  const spacing = 1 / rate;
  const slack = Math.max(0, (limits.calls - 1) / rate - limits.perSeconds);
  const alive = claim === undefined ? sql`true` : sql`exists (select from crm_claims where ${isMine(claim)})`;
  const [row] = await db.execute<{ wait: number; held: number; mine: boolean }>(sql`
    with slot as (
      update crm_gates set calls = calls + 1,
        next_at = greatest(next_at, clock_timestamp() - make_interval(secs => ${slack}::float8))
          + make_interval(secs => ${spacing}::float8)
      where connector_id = ${connectorId}::uuid and ${alive}
      returning (extract(epoch from next_at - clock_timestamp()) * 1000)::float8 - ${spacing * 1_000}::float8 as wait,
        coalesce(extract(epoch from hold_until - ${now.toISOString()}::timestamptz) * 1000, 0)::float8 as held
    ),
    renewed as (
      update crm_claims set locked_until = clock_timestamp()
        + make_interval(secs => ${timeout + leaseBeside}::float8 + greatest(slot.wait, slot.held, 0) / 1000)
      from slot where ${claim === undefined ? sql`false` : isMine(claim)} returning true
    )
    select wait, held, ${claim === undefined ? sql`true` : sql`exists (select from renewed)`} as mine from slot`);
  if (!row?.mine) return undefined;
  return { wait: Math.max(0, row.wait), held: Math.max(0, row.held) };
}

function isMine(claim: string) {
  return sql`crm_claims.id = ${claim}::uuid and crm_claims.locked_until > clock_timestamp()`;
}

/** Nobody calls before then: the vendor said so. */
export async function holdGate(db: Db, connectorId: string, until: Date): Promise<void> {
  await db.execute(sql`
    update crm_gates set hold_until = greatest(hold_until, ${until.toISOString()}::timestamptz)
    where connector_id = ${connectorId}::uuid`);
}

/**
 * What batches that come to nothing one after the other count before a CRM is taken for down: five to which it said
 * nothing at all, or twenty in the course of which it did answer. One that loses a fifth of its calls is not down.
 */
const patience = 20;
const counts = { silent: 4, heard: 1 } as const;
/** Seconds until the first probe, and the longest between two; where a person has to act, it is looked at less often. */
const probes = { down: [15, 300], person: [300, 3_600] } as const;

/** Something was taken: whatever was thought of the CRM, it is there. Returns whether it was thought to be down. */
export async function noteAnswered(db: Db, connectorId: string, now: Date): Promise<boolean> {
  const at = sql`${now.toISOString()}::timestamptz`;
  const [row] = await db.execute<{ was: string }>(sql`
    with was as (select circuit, failures from crm_gates where connector_id = ${connectorId}::uuid for update)
    update crm_gates g set circuit = 'closed', failures = 0, openings = 0, opened_at = null, probe_at = null, cause = null,
      detail = '', answered_at = ${at}
    from was
    where g.connector_id = ${connectorId}::uuid
      and (was.circuit <> 'closed' or was.failures > 0 or g.answered_at is null or g.answered_at < ${at} - interval '5 s')
    returning was.circuit as was`);
  if (row === undefined || row.was === 'closed') return false;
  // What failed while it was away need not wait out its own time.
  await db.execute(sql`
    update crm_sync_states set next_try_at = ${at}
    where connector_id = ${connectorId}::uuid and state = 'waiting' and next_try_at > ${at}
      and cause in ('down', 'timeout', 'answer-not-understood', 'credentials', 'rights')`);
  return true;
}

/**
 * A batch came to nothing. After some of them, or at once where a person has to act, or a probe failed, the CRM is left
 * alone: for a while that doubles each time, with jitter so that many Terrains do not come back in one instant. `heard`:
 * it answered something in the course of it, and the while is the first one.
 */
export async function noteDown(
  db: Db,
  connectorId: string,
  failure: { cause: Cause; detail: string; heard: boolean; now: Date },
): Promise<void> {
  const { cause, detail, now } = failure;
  const person = cause === 'credentials' || cause === 'rights';
  const heard = failure.heard && !person;
  const [first, longest] = person ? probes.person : probes.down;
  const at = sql`${now.toISOString()}::timestamptz`;
  const count = heard ? counts.heard : counts.silent;
  const opens = sql`(circuit = 'half-open' or ${person}::boolean or failures + ${count}::int >= ${patience})`;
  await db.execute(sql`
    update crm_gates set failures = failures + ${count}::int, cause = ${cause}, detail = ${keptDetail(detail)},
      circuit = case when ${opens} then 'open' else circuit end,
      openings = case when ${opens} then case when ${heard}::boolean then 1 else openings + 1 end else openings end,
      opened_at = case when ${opens} then coalesce(opened_at, ${at}) else opened_at end,
      probe_at = case when ${opens}
        then ${at} + least(${first} * power(2, case when ${heard}::boolean then 0 else least(openings, 20) end), ${longest})
          * (0.75 + random() / 2) * interval '1 s'
        else probe_at end
    where connector_id = ${connectorId}::uuid and not (circuit = 'open' and probe_at > ${at})`);
}

/** A probe that had nothing to ask says nothing: the next one may come at once. */
export async function probeAgain(db: Db, connectorId: string, now: Date): Promise<void> {
  await db.execute(sql`
    update crm_gates set circuit = 'open', probe_at = ${now.toISOString()}::timestamptz
    where connector_id = ${connectorId}::uuid and circuit = 'half-open'`);
}
