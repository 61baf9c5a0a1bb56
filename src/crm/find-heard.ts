import { inArray, sql } from 'drizzle-orm';
import { validate as isUuid } from 'uuid';
import { contacts } from '../contacts/table.ts';
import type { Tx } from '../db/client.ts';
import { idList } from '../db/id-list.ts';

/** Whom something is said of: by the CRM's id, by ours as the CRM carries it, by address. */
export type Said = { remoteId: string | undefined; contactId: string | undefined; email: string | undefined };
type Contact = typeof contacts.$inferSelect;

const tries = 3;

/**
 * Finds and locks the contacts that each is said of, the surest first: the one whose record it is, then the one whose id
 * it carries, then the one who has the address, merged ones under whom they were merged into. They may be several; what
 * is strict goes for all of them.
 * @throws Error where they are being merged over and over at this very moment: to be tried again.
 */
export async function findHeard(tx: Tx, connectorId: string, said: Said[]): Promise<Contact[][]> {
  for (let attempt = 0; attempt < tries; attempt++) {
    const found = await lookUp(tx, connectorId, said);
    const ids = found.flat();
    if (ids.length === 0) return found.map(() => []);
    // By address, as everyone locks contacts.
    const rows = await tx
      .select()
      .from(contacts)
      .where(inArray(contacts.id, idList(ids)))
      .orderBy(contacts.email)
      .for('no key update');
    const byId = new Map(rows.filter(({ erasedAt }) => erasedAt === null).map((row) => [row.id, row]));
    // Between the two, one may have been merged into another: what is said goes for that one.
    const again = await lookUp(tx, connectorId, said);
    if (again.flat().every((id) => ids.includes(id)))
      return again.map((own) => own.flatMap((id) => byId.get(id) ?? []));
  }
  throw new Error('contacts are being merged at this moment');
}

async function lookUp(tx: Tx, connectorId: string, said: Said[]): Promise<string[][]> {
  const rows = said.map(({ remoteId, contactId, email }, n) => ({
    n,
    remote_id: remoteId,
    // What stands where our id would may be another system's.
    contact_id: contactId !== undefined && isUuid(contactId) ? contactId : null,
    email,
  }));
  const found = await tx.execute<{ n: number; id: string }>(sql`
    with said as (
      select * from json_to_recordset(${JSON.stringify(rows)}::json) as one(n int, remote_id text, contact_id uuid, email text)
    ), found as (
      select n, 1 as rank, s.contact_id as id from said join crm_sync_states s
        on s.connector_id = ${connectorId}::uuid and s.remote_id = said.remote_id
      union all select n, 2, c.id from said join contacts c on c.id = said.contact_id
      union all select n, 2, a.contact_id from said join contact_addresses a on a.former_id = said.contact_id
      union all select n, 3, c.id from said join contacts c on c.email = said.email
      union all select n, 3, a.contact_id from said join contact_addresses a on a.email = said.email
    )
    select n, id from found join contacts using (id) where erased_at is null group by n, id order by n, min(rank)`);
  const byNumber = Map.groupBy(found, ({ n }) => n);
  return said.map((_, n) => (byNumber.get(n) ?? []).map(({ id }) => id));
}
