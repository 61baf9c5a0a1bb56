import type { Db, Tx } from '../db/client.ts';
import { crmHeard } from './inbound-table.ts';

/** Remembers what was last heard of a record's subscription: read again, it is no news. */
export async function noteHeard(db: Db | Tx, heard: typeof crmHeard.$inferInsert): Promise<void> {
  const { subscription, at } = heard;
  await db
    .insert(crmHeard)
    .values(heard)
    .onConflictDoUpdate({
      target: [crmHeard.connectorId, crmHeard.contactId, crmHeard.remoteId],
      set: { subscription, at },
    });
}
