import { eq } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { enqueue } from '../jobs/enqueue.ts';
import { recordAudit } from '../organizers/record-audit.ts';
import { sealText } from './seal.ts';
import { crmConnectors } from './table.ts';

/** Where a code lies that waits for its job. */
export function codePlace(connectorId: string): string {
  return `crm/${connectorId}/code`;
}

/**
 * Hands an authorization code (RFC 6749 s. 4.1.2) to the job that redeems it and tests the connection. Codes live for
 * minutes and are good once: it travels sealed, in the job that is deleted when done.
 */
export async function askRedeem(
  { db, config, clock }: Deps,
  { connectorId, code, organizerId }: { connectorId: string; code: string; organizerId: string },
): Promise<void> {
  const now = clock.now();
  const sealed = sealText(config, codePlace(connectorId), code);
  await db.transaction(async (tx) => {
    await tx.update(crmConnectors).set({ testAskedAt: now }).where(eq(crmConnectors.id, connectorId));
    await enqueue(tx, 'crm.redeem', { connectorId, code: sealed }, { key: `crm.redeem:${connectorId}` });
    await recordAudit(tx, { organizerId, action: 'crm.authorized', detail: { connectorId }, at: now });
  });
}
