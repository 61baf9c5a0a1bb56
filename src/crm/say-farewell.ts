import { type SQL, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../db/client.ts';
import { newIdInSql } from '../db/new-id-in-sql.ts';
import type { Sealing } from './seal.ts';
import { sealSought } from './sought.ts';
import { crmFarewells } from './table.ts';

type Executor = { execute(query: SQL): PromiseLike<unknown> };

/** A push that is under way when somebody is erased is over by then, and what it made is found. */
const pushEnds = 60_000;

/**
 * Has the CRMs let go of a person who is being erased here (GDPR art. 17 and 19; Act respecting the protection of personal
 * information in the private sector, s. 28.1): of them only the CRM's own id is kept, until it is done. Where a push was
 * tried and its answer was lost, nobody knows that id: what they are found by is kept in its place, sealed. Where the CRM
 * was disconnected, it is a person's to do.
 */
export async function sayFarewell(tx: Tx, sealing: Sealing, contactId: string, at: Date): Promise<void> {
  const moment = sql`${at.toISOString()}::timestamptz`;
  await tx.execute(sql`
    update crm_farewells set kind = 'erase', former_id = null where former_id = ${contactId}::uuid or former_id in (
      select former_id from contact_addresses where contact_id = ${contactId}::uuid)`);
  await tx.execute(sql`
    insert into crm_farewells (id, connector_id, kind, remote_id, state, next_try_at, at)
    select ${newIdInSql}, connector_id, 'erase', remote_id,
      case c.state when 'disconnected' then 'by-hand' else 'waiting' end, ${moment}, ${moment}
    from crm_sync_states s join crm_connectors c on c.id = s.connector_id
    where s.contact_id = ${contactId}::uuid and s.remote_id is not null`);
  const lost = await tx.execute<{ connectorId: string; email: string }>(sql`
    select s.connector_id as "connectorId", p.email
    from crm_sync_states s join crm_connectors c on c.id = s.connector_id join contacts p on p.id = s.contact_id
    where s.contact_id = ${contactId}::uuid and s.remote_id is null and c.state <> 'disconnected'
      and (s.attempts > 0 or s.claim is not null or exists (
        select from crm_pushes h where h.connector_id = s.connector_id and h.contact_id = s.contact_id))`);
  if (lost.length === 0) return;
  await tx.insert(crmFarewells).values(
    lost.map(({ connectorId, email }) => ({
      id: uuidv7(),
      connectorId,
      kind: 'erase' as const,
      remoteId: '',
      sought: sealSought(sealing, connectorId, { contactId, email }),
      state: 'waiting' as const,
      nextTryAt: new Date(at.getTime() + pushEnds),
      at,
    })),
  );
}

/**
 * Remembers the records of a contact that is being merged into another, where the CRM has one of the survivor too: nobody
 * may write to them any more. Both are looked at again, should the merge be undone.
 */
export async function sayMerged(tx: Executor, survivorId: string, loserId: string, at: Date): Promise<void> {
  const moment = sql`${at.toISOString()}::timestamptz`;
  await tx.execute(sql`
    insert into crm_farewells (id, connector_id, kind, former_id, remote_id, state, next_try_at, at)
    select ${newIdInSql}, l.connector_id, 'merged', l.contact_id, l.remote_id, 'waiting', ${moment}, ${moment}
    from crm_sync_states l join crm_connectors c on c.id = l.connector_id
    join crm_sync_states s on s.connector_id = l.connector_id and s.contact_id = ${survivorId}::uuid
    where l.contact_id = ${loserId}::uuid and l.remote_id <> s.remote_id and c.state <> 'disconnected'`);
  await tx.execute(sql`
    update crm_sync_states s set sent_hash = null from crm_connectors c
    where c.id = s.connector_id and c.state <> 'disconnected'
      and s.contact_id in (${survivorId}::uuid, ${loserId}::uuid)`);
}

/** Takes back what `sayMerged` asked for and nobody has done yet: the contact is there again. */
export async function takeFarewellBack(tx: Executor, formerId: string): Promise<void> {
  await tx.execute(sql`
    delete from crm_farewells f using crm_connectors c
    where c.id = f.connector_id and c.state <> 'disconnected' and f.kind = 'merged' and f.former_id = ${formerId}::uuid`);
}
