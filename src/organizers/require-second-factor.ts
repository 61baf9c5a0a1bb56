import { inArray, notInArray } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import type { Role } from './permissions.ts';
import { recordAudit } from './record-audit.ts';
import { organizers, secondFactorRoles } from './table.ts';

/**
 * Requires a second factor of these roles and of no others. Who has none is led to set it up with their next request,
 * before anything else. The same roles again change nothing.
 */
export async function requireSecondFactor(deps: Deps, wanted: Role[], by: string): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const at = deps.clock.now();
    const table = secondFactorRoles;
    const dropped = await tx.delete(table).where(notInArray(table.role, wanted)).returning();
    const rows = wanted.map((role) => ({ role, since: at }));
    const added = rows.length === 0 ? [] : await tx.insert(table).values(rows).onConflictDoNothing().returning();
    const changed = [...dropped, ...added].map(({ role }) => role);
    if (changed.length === 0) return;
    const count = await tx.$count(organizers, inArray(organizers.role, changed));
    const detail = { roles: wanted.join(', ') };
    await recordAudit(tx, { organizerId: by, action: 'second-factor.required', detail, count, at });
  });
}
