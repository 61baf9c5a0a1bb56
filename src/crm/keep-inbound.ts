import { v5 as uuidv5 } from 'uuid';
import type { Deps } from '../deps.ts';
import { enqueue } from '../jobs/enqueue.ts';
import type { InboundEvent } from './connector.ts';
import { crmInboundEvents } from './inbound-table.ts';

/** A namespace of our own for the senders' ids (RFC 9562 section 5.5). */
const namespace = '2b1f4a36-93f7-5b0e-9d5c-7d1c2f0a6e55';

/** Keeps events of a connector to be dealt with in their turn; one that was told before changes nothing. */
export async function keepInbound({ db, clock }: Deps, connectorId: string, events: InboundEvent[]): Promise<void> {
  if (events.length === 0) return;
  const at = clock.now();
  const rows = events.map((event) => ({
    id: uuidv5(`${connectorId} ${event.id}`, namespace),
    connectorId,
    content: event,
    at,
  }));
  await db.insert(crmInboundEvents).values(rows).onConflictDoNothing();
  // Also for what was told before: its job may have been lost with the answer. One job waits, however many come.
  await enqueue(db, 'crm.take-in', {}, { key: 'crm.take-in' });
}
