import type { Deps } from '../deps.ts';
import { recordAudit } from '../organizers/record-audit.ts';
import { askTest } from './ask-test.ts';
import { placeOf, sealText } from './seal.ts';
import { crmConnectors, crmGates } from './table.ts';
import { vendorOf } from './vendors.ts';

type NewCrm = {
  /** The form's: the same form sent twice connects once. */
  id: string;
  organizerId: string;
  vendor: string;
  name: string;
  /** As typed, by key; judged by the vendor already. */
  credentials: Record<string, string>;
};

/**
 * Keeps a new connector, its credentials sealed, with the mapping that its vendor proposes. It begins paused: nothing
 * leaves before somebody says so. Where nothing else has to be authorized, its connection is tested.
 */
export async function connectCrm(deps: Deps, given: NewCrm): Promise<void> {
  const { id, organizerId, vendor, name, credentials } = given;
  const { defaultMapping, oauth } = vendorOf(vendor);
  const now = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    const sealed = sealText(deps.config, placeOf(id, 'credentials'), JSON.stringify(credentials));
    const { defaultLocale: locale, timezone } = deps.config;
    const options = { locale, timezone };
    const row = { id, vendor, name, state: 'paused', credentials: sealed, mapping: defaultMapping, options } as const;
    const made = await tx
      .insert(crmConnectors)
      .values({ ...row, createdAt: now, updatedAt: now })
      .onConflictDoNothing()
      .returning({ id: crmConnectors.id });
    if (made.length === 0) return;
    await tx.insert(crmGates).values({ connectorId: id }).onConflictDoNothing();
    await recordAudit(tx, { organizerId, action: 'crm.connected', detail: { connectorId: id, vendor }, at: now });
    if (!oauth) await askTest(tx, id, now);
  });
}
