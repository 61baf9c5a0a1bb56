import { eq } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { recordAudit } from '../organizers/record-audit.ts';
import { askTest } from './ask-test.ts';
import type { ConnectorOptions } from './connector-options.ts';
import type { Scope } from './options-form.ts';
import type { CrmConnector } from './queries.ts';
import { reviewAll } from './review-all.ts';
import { crmConnectors } from './table.ts';

/** Changes what a connector is told and of whom. Where it is running, everybody is looked at again. */
export async function saveOptions(
  deps: Deps,
  connector: CrmConnector,
  { options, scope, organizerId }: { options: ConnectorOptions; scope: Scope; organizerId: string },
): Promise<void> {
  const now = deps.clock.now();
  const { id: connectorId } = connector;
  await deps.db.transaction(async (tx) => {
    await tx
      .update(crmConnectors)
      .set({
        // What a vendor keeps beside ours stays.
        options: { ...connector.options, ...options },
        scope: scope.scope,
        segmentId: scope.scope === 'segment' ? scope.segmentId : null,
        campaignIds: scope.campaignIds,
        updatedAt: now,
      })
      .where(eq(crmConnectors.id, connectorId));
    const detail = { connectorId, options, ...scope };
    // What it may do decides what it lacks, and which fields there are.
    await askTest(tx, connectorId, now);
    await recordAudit(tx, { organizerId, action: 'crm.options-changed', detail, at: now });
  });
  await reviewAll(deps, connector, organizerId);
}
