import { inArray, sql } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';
import { idList } from '../db/id-list.ts';
import type { Deps } from '../deps.ts';
import type { InboundEvent } from './connector.ts';
import { crmInboundEvents } from './inbound-table.ts';
import { findCrm } from './queries.ts';
import { takeIn } from './take-in.ts';

const together = 100;

type Kept = { id: string; connector_id: string; content: InboundEvent };

/** Deals with what CRMs told of their own accord, some at a time; several workers take different ones. */
export async function takeInbound(deps: Deps): Promise<void> {
  while (await deps.db.transaction((tx) => takeSome(deps, tx))) {
    // Each turn says whether there may be more.
  }
}

async function takeSome(deps: Deps, tx: Tx): Promise<boolean> {
  const events = await tx.execute<Kept>(sql`
    select id, connector_id, content from crm_inbound_events where content is not null
    order by at, id limit ${together} for update skip locked`);
  for (const [connectorId, own] of Map.groupBy(events, (event) => event.connector_id)) {
    const connector = await findCrm(tx, connectorId);
    // One that was disconnected since has no say any more.
    if (!connector || connector.state === 'disconnected') continue;
    await takeIn(
      tx,
      deps,
      connector,
      own.map(({ content: { contactId, remoteId, email, values, subscription, at } }) => ({
        contactId,
        remoteId,
        email: email?.toLowerCase(),
        values,
        subscription,
        changedAt: new Date(at),
        explicit: true,
      })),
    );
  }
  if (events.length === 0) return false;
  const ids = events.map(({ id }) => id);
  await tx
    .update(crmInboundEvents)
    .set({ content: null })
    .where(inArray(crmInboundEvents.id, idList(ids)));
  return true;
}
