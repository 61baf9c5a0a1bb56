import { and, eq, inArray, ne, sql } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { recordAudit } from '../organizers/record-audit.ts';
import { crmConnectors, crmFarewells, crmRuns } from './table.ts';

/**
 * Ends a connector: its credentials are wiped in the same transaction, nothing gathers for it and nothing leaves any more.
 * What was sent stays over there, and the history of it here. Twice is once.
 */
export async function disconnectCrm(deps: Deps, connectorId: string, organizerId: string): Promise<void> {
  const now = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    const ended = await tx
      .update(crmConnectors)
      .set({
        state: 'disconnected',
        credentials: '',
        tokens: null,
        tokensExpireAt: null,
        // Who is refreshing them at this moment writes nothing any more.
        tokensVersion: sql`${crmConnectors.tokensVersion} + 1`,
        inboundSecret: null,
        updatedAt: now,
      })
      .where(and(eq(crmConnectors.id, connectorId), ne(crmConnectors.state, 'disconnected')))
      .returning({ vendor: crmConnectors.vendor });
    const [connector] = ended;
    if (!connector) return;
    await tx
      .update(crmRuns)
      .set({ state: 'stopped', endedAt: now })
      .where(and(eq(crmRuns.connectorId, connectorId), inArray(crmRuns.state, ['running', 'paused'])));
    // Nothing of ours reaches it any more: whom it still has to let go of is a person's to take out.
    await tx
      .update(crmFarewells)
      .set({ state: 'by-hand' })
      .where(and(eq(crmFarewells.connectorId, connectorId), eq(crmFarewells.state, 'waiting')));
    const detail = { connectorId, vendor: connector.vendor };
    await recordAudit(tx, { organizerId, action: 'crm.disconnected', detail, at: now });
  });
}
