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
 * tried and its answer was lost, or a no was still to be told, nobody knows that id: what they are found by is kept in its
 * place, sealed. A batch that has read them already may make them anew, and is waited for. Where the CRM was disconnected,
 * it is a person's to do.
 */
export async function sayFarewell(tx: Tx, sealing: Sealing, contactId: string, at: Date): Promise<void> {
  const moment = sql`${at.toISOString()}::timestamptz`;
  await keepFromBatches(tx, [contactId]);
  await tx.execute(sql`
    update crm_farewells f set kind = 'erase', former_id = null, at = ${moment}, attempts = 0, next_try_at = ${moment},
      sought = case when remote_id = '' then sought end,
      state = case when f.state <> 'done' then f.state when c.state = 'disconnected' then 'by-hand' else 'waiting' end
    from crm_connectors c where c.id = f.connector_id and (f.former_id = ${contactId}::uuid or f.former_id in (
      select former_id from contact_addresses where contact_id = ${contactId}::uuid))`);
  await tx.execute(sql`
    insert into crm_farewells (id, connector_id, kind, remote_id, claim, state, next_try_at, at)
    select ${newIdInSql}, connector_id, 'erase', remote_id, s.claim,
      case c.state when 'disconnected' then 'by-hand' else 'waiting' end, ${moment}, ${moment}
    from crm_sync_states s join crm_connectors c on c.id = s.connector_id
    where s.contact_id = ${contactId}::uuid and s.remote_id is not null`);
  const sought = await findSought(tx, [contactId], at);
  const lost = sought.filter((one) => one.lost);
  await remember(tx, sealing, lost, { kind: 'erase', formerId: null, at });
  // What a CRM has of them by itself it did not get from here: it hears their no.
  const refused = sought.filter((one) => !one.lost);
  await remember(tx, sealing, refused, { kind: 'merged', formerId: null, at });
}

/** No batch takes them from here on. */
async function keepFromBatches(tx: Tx, contactIds: string[]): Promise<void> {
  await tx.execute(sql`
    select from crm_sync_states where contact_id in ${idList(contactIds)} order by contact_id, connector_id for update`);
}

/** A record over there, and what it is found by. `remoteId`: empty where the CRM's own id is not known. */
type CrmRecord = { connectorId: string; contactId: string; email: string; remoteId: string; claim: string | null };
type Sought = CrmRecord & { lost: boolean };

/** Who may be there by a push that was `lost`, and who said no and was still to be told of: their records are looked for. */
async function findSought(tx: Tx, contactIds: string[], at: Date): Promise<Sought[]> {
  const unlinked = await tx.execute<Sought>(sql`
    select c.id as "connectorId", p.id as "contactId", p.email, '' as "remoteId", s.claim,
      coalesce(s.attempts > 0, false) or s.claim is not null or exists (
        select from crm_pushes h where h.connector_id = c.id and h.contact_id = p.id) as lost
    from contacts p cross join crm_connectors c
    left join crm_sync_states s on s.connector_id = c.id and s.contact_id = p.id
    where p.id in ${idList(contactIds)} and s.remote_id is null and c.state <> 'disconnected'`);
  const sought: Sought[] = [];
  for (const one of unlinked) if (one.lost || (await isToHearNo(tx, one, at))) sought.push(one);
  return sought;
}

/** Who is not among those whom a connector holds is not spoken of there. */
async function isToHearNo(tx: Tx, { connectorId, contactId }: CrmRecord, at: Date): Promise<boolean> {
  const connector = await findCrm(tx, connectorId);
  const contact = connector && (await readContacts(tx, connector, [contactId], at)).get(contactId);
  return contact?.inScope === true && contact.subscription === 'unsubscribed';
}

type Farewell = { kind: 'erase' | 'merged'; formerId: string | null; at: Date };

async function remember(tx: Tx, sealing: Sealing, records: CrmRecord[], { at, ...farewell }: Farewell): Promise<void> {
  if (records.length === 0) return;
  await tx.insert(crmFarewells).values(
    records.map(({ connectorId, contactId, email, remoteId, claim }) => ({
      id: uuidv7(),
      connectorId,
      ...farewell,
      remoteId,
      sought: sealSought(sealing, connectorId, { contactId, email }),
      claim,
      state: 'waiting' as const,
      nextTryAt: at,
      at,
    })),
  );
}

/** Two contacts who become one. `takesAddress`: the survivor takes that of the one that goes. */
type Two = { survivorId: string; loserId: string; takesAddress: boolean };

/**
 * The rows of a survivor that are set aside for those of the contact that goes: the record goes with the address. Undoing
 * the merge gives them back. One under our own id (webhooks) stands for no address.
 */
export function rowsThatGiveWay({ survivorId, loserId, takesAddress }: Two): SQL {
  return sql`
    t.contact_id = ${survivorId}::uuid and exists (select from crm_sync_states l
      where l.connector_id = t.connector_id and l.contact_id = ${loserId}::uuid and ${givesWay(takesAddress)})`;
}

function givesWay(takesAddress: boolean): SQL {
  return sql`(${takesAddress}::boolean and l.remote_id <> l.contact_id::text)`;
}

/**
 * Remembers the records that stand for nobody any more once two contacts are one: nobody may be written to by them. Before
 * the two are: of each it has to be read what they said. What stays is looked at again, and so is all, should the merge be
 * undone.
 */
export async function sayMerged(tx: Tx, sealing: Sealing, two: Two, at: Date): Promise<void> {
  const { survivorId, loserId, takesAddress } = two;
  await keepFromBatches(tx, [survivorId, loserId]);
  await tx.execute(sql`
    update crm_sync_states s set sent_hash = null from crm_connectors c
    where c.id = s.connector_id and c.state <> 'disconnected'
      and s.contact_id in (${survivorId}::uuid, ${loserId}::uuid)`);
  const left = await tx.execute<CrmRecord>(sql`
    select (gone).connector_id as "connectorId", (gone).contact_id as "contactId", p.email,
      (gone).remote_id as "remoteId", (gone).claim
    from (
      select case when ${givesWay(takesAddress)} then t else l end as gone
      from crm_sync_states t
      join crm_sync_states l on l.connector_id = t.connector_id and l.contact_id = ${loserId}::uuid
      join crm_connectors c on c.id = t.connector_id and c.state <> 'disconnected'
      where t.contact_id = ${survivorId}::uuid and t.remote_id is distinct from l.remote_id
    ) pair join contacts p on p.id = (gone).contact_id
    where (gone).remote_id is not null`);
  const sought = await findSought(tx, takesAddress ? [survivorId, loserId] : [loserId], at);
  await remember(tx, sealing, [...left, ...sought], { kind: 'merged', formerId: loserId, at });
}

/** Whether it has to wait for the batch in which they were: what that makes is to be found. */
export const waitsForBatch = sql`
  exists (select from crm_claims k where k.id = f.claim and k.locked_until > clock_timestamp())`;

/**
 * Takes back what `sayMerged` asked for and nobody has done yet: the contact is there again, and so is its row. Where the
 * survivor was found to be its record meanwhile, they look for another.
 */
export async function takeFarewellBack(
  tx: Executor,
  { survivorId, formerId, mergedAt }: { survivorId: string; formerId: string; mergedAt: Date },
): Promise<void> {
  await tx.execute(sql`
    delete from crm_farewells f using crm_connectors c
    where c.id = f.connector_id and c.state <> 'disconnected' and f.kind = 'merged' and f.former_id = ${formerId}::uuid
      and f.at >= ${mergedAt.toISOString()}::timestamptz`);
  await tx.execute(sql`
    update crm_sync_states s set remote_id = null, sent_hash = null, sent_subscription = null, sent_acts = '{}'
    from crm_sync_states l join crm_connectors c on c.id = l.connector_id and c.state <> 'disconnected'
    where l.contact_id = ${formerId}::uuid and s.contact_id = ${survivorId}::uuid
      and s.connector_id = l.connector_id and s.remote_id = l.remote_id and s.state <> 'out-of-scope'`);
}
