import { and, eq } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { recordAudit } from '../organizers/record-audit.ts';
import { resetGate } from './reset-gate.ts';
import { crmConnectors } from './table.ts';
import { wakeCrms } from './wake.ts';

/** Lets a connector send what has gathered, from now on; also the first time. Twice is once. */
export async function resumeCrm(
  deps: Pick<Deps, 'db' | 'clock'>,
  connectorId: string,
  organizerId: string | null,
): Promise<void> {
  const at = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    const resumed = await tx
      .update(crmConnectors)
      .set({ state: 'active', haltedCause: null, haltedDetail: '', updatedAt: at })
      .where(and(eq(crmConnectors.id, connectorId), eq(crmConnectors.state, 'paused')))
      .returning({ id: crmConnectors.id });
    if (resumed.length === 0) return;
    await resetGate(tx, connectorId);
    await recordAudit(tx, { organizerId, action: 'crm.resumed', detail: { connectorId }, at });
    await wakeCrms(tx, [connectorId]);
  });
}
