import { sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { Db } from '../db/client.ts';
import { leaseBeside } from './gate.ts';

/** A contact whose turn it is, with what the CRM was last told. */
export type Claimed = {
  contactId: string;
  remoteId: string | null;
  /** Null where nobody knows what the CRM holds: a push began and no end of it was seen. */
  sentHash: string | null;
  sentActs: string[];
  sentSubscription: 'subscribed' | 'unsubscribed' | 'unknown' | null;
  withdrawal: boolean;
  version: number;
  /** A push of them began, and how it ended was not seen: they may be there, under an id that is not known here. */
  lost: boolean;
};
/** `probe`: the CRM was down, and these try whether it is back. */
export type Batch = { id: string; contacts: Claimed[]; probe: boolean };

type Asked = { connectorId: string; size: number; inFlight: number; now: Date; timeout: number };

/**
 * Takes the contacts that are due, those who leave first, then whoever waits longest; undefined where there is none, or
 * as many batches are under way as the vendor allows, or the CRM is down. While it is, one contact tries.
 *
 * A contact is in one living batch at most, on any number of workers. What the CRM holds counts as unknown from here until
 * the outcome is written: a worker that dies may have sent it.
 */
export async function claimBatch(
  db: Db,
  { connectorId, size, inFlight, now, timeout }: Asked,
): Promise<Batch | undefined> {
  const at = sql`${now.toISOString()}::timestamptz`;
  const id = uuidv7();
  return await db.transaction(async (tx) => {
    // The gate is held before batches are counted: whoever waited for it would not see the one that it waited for.
    const [gate] = await tx.execute<{ ready: boolean; probe: boolean }>(sql`
      select coalesce(g.hold_until <= ${at} + interval '10 s', true)
          and (g.circuit = 'closed' or g.probe_at <= ${at}) as ready,
        g.circuit <> 'closed' as probe
      from crm_gates g join crm_connectors c on c.id = g.connector_id and c.state = 'active'
      where g.connector_id = ${connectorId}::uuid for update of g`);
    if (!gate?.ready) return undefined;
    const rows = await tx.execute<Claimed>(sql`
      with due as (
        select contact_id, sent_hash, remote_id is null and (claim is not null or attempts > 0 or exists (
            select from crm_pushes h where h.connector_id = s.connector_id and h.contact_id = s.contact_id)) as lost
        from crm_sync_states s
        where connector_id = ${connectorId}::uuid and state = 'waiting' and next_try_at <= ${at}
          and (claim is null
            or not exists (select from crm_claims k where k.id = s.claim and k.locked_until > clock_timestamp()))
          and (select count(*) from crm_claims k where k.connector_id = ${connectorId}::uuid
            and k.locked_until > clock_timestamp()) < ${inFlight}::int
        order by withdrawal desc, next_try_at
        limit ${gate.probe ? 1 : size} for update skip locked
      )
      update crm_sync_states s set claim = ${id}::uuid, claimed_version = version, sent_hash = null
      from due where s.connector_id = ${connectorId}::uuid and s.contact_id = due.contact_id
      returning s.contact_id as "contactId", s.remote_id as "remoteId", due.sent_hash as "sentHash",
        to_json(s.sent_acts) as "sentActs", s.sent_subscription as "sentSubscription", s.withdrawal, s.version,
        due.lost`);
    if (rows.length === 0) return undefined;
    await tx.execute(sql`
      delete from crm_claims where connector_id = ${connectorId}::uuid and locked_until < clock_timestamp() - interval '1 h'`);
    await tx.execute(sql`
      insert into crm_claims (id, connector_id, locked_until)
      values (${id}::uuid, ${connectorId}::uuid, clock_timestamp() + make_interval(secs => ${timeout + leaseBeside}::float8))`);
    if (gate.probe) {
      await tx.execute(sql`
        update crm_gates set circuit = 'half-open', probe_at = ${at} + interval '2 min'
        where connector_id = ${connectorId}::uuid`);
    }
    return { id, contacts: [...rows], probe: gate.probe };
  });
}
