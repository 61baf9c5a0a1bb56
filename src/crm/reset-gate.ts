import type { Db, Tx } from '../db/client.ts';
import { crmGates } from './table.ts';

/** Forgets what was thought of a CRM: its credentials are others now, or somebody says that it is there. */
export async function resetGate(tx: Db | Tx, connectorId: string): Promise<void> {
  const open = { circuit: 'closed' as const, failures: 0, openings: 0, openedAt: null, probeAt: null, holdUntil: null };
  await tx
    .insert(crmGates)
    .values({ connectorId })
    .onConflictDoUpdate({ target: crmGates.connectorId, set: { ...open, cause: null, detail: '' } });
}
