import { and, eq, ne } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { recordAudit } from '../organizers/record-audit.ts';
import { askTest } from './ask-test.ts';
import { openText, placeOf, SealBroken, sealText } from './seal.ts';
import { crmConnectors } from './table.ts';
import { vendorOf } from './vendors.ts';

type Change = {
  connectorId: string;
  organizerId: string;
  name: string;
  /** What was typed, by key; a key that is left out keeps what there is. */
  typed: Record<string, string>;
};

/**
 * Changes what a connector is called and lets itself in with, and has it tested.
 * @returns the keys whose values the vendor refuses; none: it was changed.
 * @throws AppError `not-found` where there is none, or it is disconnected.
 */
export async function changeCredentials(deps: Deps, change: Change): Promise<string[]> {
  const { connectorId, organizerId, name, typed } = change;
  const now = deps.clock.now();
  const place = placeOf(connectorId, 'credentials');
  return await deps.db.transaction(async (tx) => {
    const [row] = await tx
      .select()
      .from(crmConnectors)
      .where(and(eq(crmConnectors.id, connectorId), ne(crmConnectors.state, 'disconnected')))
      .for('update');
    if (!row) throw new AppError('not-found', 'there is no such connector');
    const vendor = vendorOf(row.vendor);
    const kept = openKept(deps, place, row.credentials);
    for (const { key, secret, optional } of vendor.credentials) {
      // It is shown, so leaving it empty is meant.
      if (optional && !secret) delete kept[key];
    }
    const credentials = { ...kept, ...typed };
    const read = vendor.readCredentials.safeParse(credentials);
    if (!read.success) return [...new Set(read.error.issues.map(({ path }) => String(path[0])))];
    const sealed = sealText(deps.config, place, JSON.stringify(credentials));
    await tx
      .update(crmConnectors)
      .set({ name, credentials: sealed, updatedAt: now })
      .where(eq(crmConnectors.id, connectorId));
    const detail = { connectorId, changed: Object.keys(typed) };
    await recordAudit(tx, { organizerId, action: 'crm.credentials-changed', detail, at: now });
    if (!vendor.oauth || row.tokens !== null) await askTest(tx, connectorId, now);
    return [];
  });
}

/** What cannot be opened any more counts for nothing: everything has to be typed anew. */
function openKept({ config }: Deps, place: string, sealed: string): Record<string, unknown> {
  try {
    const kept: unknown = JSON.parse(openText(config, place, sealed));
    return typeof kept === 'object' && kept !== null ? { ...kept } : {};
  } catch (error) {
    if (error instanceof SealBroken) return {};
    throw error;
  }
}
