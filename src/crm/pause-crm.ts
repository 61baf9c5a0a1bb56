import { and, eq } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { recordAudit } from '../organizers/record-audit.ts';
import { crmConnectors } from './table.ts';

/** Sends nothing more to a CRM, for the time being; what changes goes on gathering. Twice is once. */
export async function pauseCrm(
  deps: Pick<Deps, 'db' | 'clock'>,
  connectorId: string,
  organizerId: string | null,
): Promise<void> {
  const at = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    const paused = await tx
      .update(crmConnectors)
      .set({ state: 'paused', updatedAt: at })
      .where(and(eq(crmConnectors.id, connectorId), eq(crmConnectors.state, 'active')))
      .returning({ id: crmConnectors.id });
    if (paused.length === 0) return;
    await recordAudit(tx, { organizerId, action: 'crm.paused', detail: { connectorId }, at });
  });
}
