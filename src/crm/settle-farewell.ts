import { and, eq, ne } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { recordAudit } from '../organizers/record-audit.ts';
import { crmFarewells } from './table.ts';

type Settled = { connectorId: string; farewellId: string; organizerId: string };

/** An organizer has done by hand what a record over there needed: nothing is kept of it any more. Twice is once. */
export async function settleFarewell(deps: Pick<Deps, 'db' | 'clock'>, settled: Settled): Promise<void> {
  const { connectorId, farewellId, organizerId } = settled;
  await deps.db.transaction(async (tx) => {
    const gone = await tx
      .delete(crmFarewells)
      .where(
        and(
          eq(crmFarewells.id, farewellId),
          eq(crmFarewells.connectorId, connectorId),
          ne(crmFarewells.state, 'waiting'),
        ),
      )
      .returning({ kind: crmFarewells.kind });
    const [farewell] = gone;
    if (!farewell) return;
    const detail = { connectorId, kind: farewell.kind };
    await recordAudit(tx, { organizerId, action: 'crm.farewell-done', detail, count: 1, at: deps.clock.now() });
  });
}
