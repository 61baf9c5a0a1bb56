import { eq } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';
import { enqueue } from '../jobs/enqueue.ts';
import { crmConnectors } from './table.ts';

/** Asks for a connection to be tested, and its fields and tags to be read; a job does it, and the row says how it went. */
export async function askTest(tx: Tx, connectorId: string, now: Date): Promise<void> {
  await tx.update(crmConnectors).set({ testAskedAt: now }).where(eq(crmConnectors.id, connectorId));
  await enqueue(tx, 'crm.test', { connectorId });
}
