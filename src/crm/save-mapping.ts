import { eq } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { recordAudit } from '../organizers/record-audit.ts';
import type { FieldMapping } from './connector.ts';
import type { CrmConnector } from './queries.ts';
import { reviewAll } from './review-all.ts';
import { crmConnectors } from './table.ts';

/** Changes which field goes where. Where the connector is running, everybody is looked at again. */
export async function saveMapping(
  deps: Deps,
  connector: CrmConnector,
  { mapping, organizerId }: { mapping: FieldMapping[]; organizerId: string },
): Promise<void> {
  const now = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    await tx.update(crmConnectors).set({ mapping, updatedAt: now }).where(eq(crmConnectors.id, connector.id));
    const detail = { connectorId: connector.id, fields: mapping.map(({ to }) => to) };
    await recordAudit(tx, { organizerId, action: 'crm.mapping-changed', detail, count: mapping.length, at: now });
  });
  await reviewAll(deps, connector, organizerId);
}
