import { type SQL, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../db/client.ts';
import { idList } from '../db/id-list.ts';
import { newIdInSql } from '../db/new-id-in-sql.ts';
import { findCrm } from './queries.ts';
import { readContacts } from './read-contacts.ts';
import type { Sealing } from './seal.ts';
import { sealSought } from './sought.ts';
import { crmFarewells } from './table.ts';

type Executor = { execute(query: SQL): PromiseLike<unknown> };

/**
 * Has the CRMs let go of a person who is being erased here (GDPR art. 17 and 19; Act respecting the protection of personal
 * information in the private sector, s. 28.1): of them only the CRM's own id is kept, until it is done. Where a push was
 * tried and its answer was lost, nobody knows that id: what they are found by is kept in its place, sealed. A batch that
 * has read them already may make them anew, and is waited for. Where the CRM was disconnected, it is a person's to do.
 */
export async function sayFarewell(tx: Tx, sealing: Sealing, contactId: string, at: Date): Promise<void> {
  const moment = sql`${at.toISOString()}::timestamptz`;
  await keepFromBatches(tx, [contactId]);
  await tx.execute(sql`
    update crm_farewells set kind = 'erase', former_id = null where former_id = ${contactId}::uuid or former_id in (
      select former_id from contact_addresses where contact_id = ${contactId}::uuid)`);
  await tx.execute(sql`
    insert into crm_farewells (id, connector_id, kind, remote_id, claim, state, next_try_at, at)
    select ${newIdInSql}, connector_id, 'erase', remote_id, s.claim,
      case c.state when 'disconnected' then 'by-hand' else 'waiting' end, ${moment}, ${moment}
    from crm_sync_states s join crm_connectors c on c.id = s.connector_id
    where s.contact_id = ${contactId}::uuid and s.remote_id is not null`);
  const lost = (await findUnlinked(tx, [contactId])).filter((one) => one.lost);
  await haveSought(tx, sealing, lost, { kind: 'erase', formerId: null, at });
}

/** No batch takes them from here on. */
async function keepFromBatches(tx: Tx, contactIds: string[]): Promise<void> {
  await tx.execute(sql`
    select from crm_sync_states where contact_id in ${idList(contactIds)} order by contact_id, connector_id for update`);
}

/** Somebody of whom a connector does not know the CRM's id. */
type Unlinked = {
  connectorId: string;
  contactId: string;
  email: string;
  claim: string | null;
  /** A push of them began, and how it ended was not seen: they may be there. */
  lost: boolean;
};

async function findUnlinked(tx: Tx, contactIds: string[]): Promise<Unlinked[]> {
  return await tx.execute<Unlinked>(sql`
    select c.id as "connectorId", p.id as "contactId", p.email, s.claim,
      coalesce(s.attempts > 0, false) or s.claim is not null or exists (
        select from crm_pushes h where h.connector_id = c.id and h.contact_id = p.id) as lost
    from contacts p cross join crm_connectors c
    left join crm_sync_states s on s.connector_id = c.id and s.contact_id = p.id
    where p.id in ${idList(contactIds)} and s.remote_id is null and c.state <> 'disconnected'`);
}

type Sought = { kind: 'erase' | 'merged'; formerId: string | null; at: Date };

/** Has their records looked for by what they are found by, for nobody knows the CRM's id. */
async function haveSought(tx: Tx, sealing: Sealing, unlinked: Unlinked[], { at, ...sought }: Sought): Promise<void> {
  if (unlinked.length === 0) return;
  await tx.insert(crmFarewells).values(
    unlinked.map(({ connectorId, contactId, email, claim }) => ({
      id: uuidv7(),
      connectorId,
      ...sought,
      remoteId: '',
      sought: sealSought(sealing, connectorId, { contactId, email }),
      claim,
      state: 'waiting' as const,
      nextTryAt: at,
      at,
    })),
  );
}

/**
 * The rows of a survivor of whom a CRM has no record, where it has one of the contact that goes: set aside, they leave that
 * record to the survivor, and undoing the merge gives it back with its row. Only for a survivor who takes the other's
 * address: a record that was given theirs would be found by it once the merge is undone, and be that of both. One under our
 * own id (webhooks) can be no other's. Where a push of the survivor may have made a record, that one is not given up.
 */
export function rowsThatGiveWay(survivorId: string, loserId: string): SQL {
  return sql`
    t.contact_id = ${survivorId}::uuid and t.remote_id is null and t.claim is null and t.attempts = 0
    and not exists (select from crm_pushes h
      where h.connector_id = t.connector_id and h.contact_id = t.contact_id and h.result = 'retry')
    and exists (select from crm_sync_states l
      where l.connector_id = t.connector_id and l.contact_id = ${loserId}::uuid
        and l.remote_id <> l.contact_id::text)`;
}

/**
 * Remembers the records of a contact that is being merged into another, where the survivor has a row, and so a record, or
 * will have one: nobody may write to them any more. Both are looked at again, should the merge be undone.
 */
export async function sayMerged(tx: Executor, survivorId: string, loserId: string, at: Date): Promise<void> {
  const moment = sql`${at.toISOString()}::timestamptz`;
  await tx.execute(sql`
    update crm_sync_states s set sent_hash = null from crm_connectors c
    where c.id = s.connector_id and c.state <> 'disconnected'
      and s.contact_id in (${survivorId}::uuid, ${loserId}::uuid)`);
  await tx.execute(sql`
    insert into crm_farewells (id, connector_id, kind, former_id, remote_id, claim, state, next_try_at, at)
    select ${newIdInSql}, l.connector_id, 'merged', l.contact_id, l.remote_id, l.claim, 'waiting', ${moment}, ${moment}
    from crm_sync_states l join crm_connectors c on c.id = l.connector_id
    join crm_sync_states s on s.connector_id = l.connector_id and s.contact_id = ${survivorId}::uuid
    where l.contact_id = ${loserId}::uuid and l.remote_id is not null and l.remote_id is distinct from s.remote_id
      and c.state <> 'disconnected'`);
}

/**
 * Has the records be looked for of contacts whose address or id goes by a merge, and of whom a CRM's id is not known: those
 * who said no and would have been told of with it, as somebody that the CRM has subscribed by itself, and those of whom a
 * push was tried and its answer was lost. Before the two become one: of each it has to be read what they said.
 */
export async function seekMerged(
  tx: Tx,
  sealing: Sealing,
  { goingIds, loserId, at }: { goingIds: string[]; loserId: string; at: Date },
): Promise<void> {
  await keepFromBatches(tx, goingIds);
  const sought: Unlinked[] = [];
  for (const one of await findUnlinked(tx, goingIds)) {
    const { connectorId, contactId, lost } = one;
    if (lost || (await isToHearNo(tx, connectorId, contactId, at))) sought.push(one);
  }
  await haveSought(tx, sealing, sought, { kind: 'merged', formerId: loserId, at });
}

/** Who is not among those whom a connector holds is not spoken of there. */
async function isToHearNo(tx: Tx, connectorId: string, contactId: string, at: Date): Promise<boolean> {
  const connector = await findCrm(tx, connectorId);
  const contact = connector && (await readContacts(tx, connector, [contactId], at)).get(contactId);
  return contact?.inScope === true && contact.subscription === 'unsubscribed';
}

/** Whether it has to wait for the batch in which they were: what that makes is to be found. */
export const waitsForBatch = sql`
  exists (select from crm_claims k where k.id = f.claim and k.locked_until > clock_timestamp())`;

/**
 * Takes back what `sayMerged` asked for and nobody has done yet: the contact is there again, and so is its row. Where the
 * survivor was found to be its record meanwhile, they look for another.
 */
export async function takeFarewellBack(tx: Executor, survivorId: string, formerId: string): Promise<void> {
  await tx.execute(sql`
    delete from crm_farewells f using crm_connectors c
    where c.id = f.connector_id and c.state <> 'disconnected' and f.kind = 'merged' and f.former_id = ${formerId}::uuid`);
  await tx.execute(sql`
    update crm_sync_states s set remote_id = null, sent_hash = null, sent_subscription = null, sent_acts = '{}'
    from crm_sync_states l join crm_connectors c on c.id = l.connector_id and c.state <> 'disconnected'
    where l.contact_id = ${formerId}::uuid and s.contact_id = ${survivorId}::uuid
      and s.connector_id = l.connector_id and s.remote_id = l.remote_id and s.state <> 'out-of-scope'`);
}
