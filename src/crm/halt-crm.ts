import { and, eq } from 'drizzle-orm';
import type { Db } from '../db/client.ts';
import { keptDetail } from './clean-text.ts';
import type { Cause } from './connector.ts';
import { crmConnectors } from './table.ts';

/**
 * Pauses a connector whose other side said never again (410 Gone), or that may not be called: changes go on gathering
 * until an organizer looks at it.
 */
export async function haltCrm(
  db: Db,
  connectorId: string,
  { cause, detail, now }: { cause: Cause; detail: string; now: Date },
): Promise<void> {
  await db
    .update(crmConnectors)
    .set({ state: 'paused', haltedCause: cause, haltedDetail: keptDetail(detail), updatedAt: now })
    .where(and(eq(crmConnectors.id, connectorId), eq(crmConnectors.state, 'active')));
}
