import { eq, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { Deps } from '../deps.ts';
import { auditEntries, organizers } from './table.ts';

/**
 * Writes down that too many links were asked for with an organizer's address. One statement for known and unknown
 * addresses alike, so that the answer takes the same time; for an unknown one it writes nothing.
 */
export async function noteRefusedSignIn(deps: Deps, email: string): Promise<void> {
  const at = deps.clock.now();
  await deps.db.insert(auditEntries).select(
    deps.db
      .select({
        id: sql<string>`${uuidv7()}::uuid`.as('id'),
        organizerId: organizers.id,
        action: sql<string>`'sign-in.refused'`.as('action'),
        detail: sql<Record<string, unknown>>`'{}'::jsonb`.as('detail'),
        count: sql<number>`1`.as('count'),
        at: sql<Date>`${at.toISOString()}::timestamptz`.as('at'),
      })
      .from(organizers)
      .where(eq(organizers.email, email)),
  );
}
