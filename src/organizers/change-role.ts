import { eq } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { enqueue } from '../jobs/enqueue.ts';
import { lockOwners } from './lock-owners.ts';
import type { Role } from './permissions.ts';
import { recordAudit } from './record-audit.ts';
import { organizers } from './table.ts';

export type RoleChange = {
  organizerId: string;
  role: Role;
  /** Who changes it; null: the command line. */
  by: string | null;
};
/** `last-owner`: someone must stay who can give rights. */
export type RoleChanged = { ok: true } | { ok: false; reason: 'last-owner' | 'gone' };

/**
 * Gives an organizer another role, from their next request on; those who wait for somebody who is made a viewer are
 * given to others. The same role again changes nothing.
 */
export async function changeRole(deps: Deps, { organizerId, role, by }: RoleChange): Promise<RoleChanged> {
  return await deps.db.transaction(async (tx) => {
    const owners = await lockOwners(tx);
    const [organizer] = await tx.select().from(organizers).where(eq(organizers.id, organizerId)).for('update');
    if (!organizer) return { ok: false, reason: 'gone' };
    if (organizer.role === role) return { ok: true };
    if (organizer.role === 'owner' && owners.length === 1) return { ok: false, reason: 'last-owner' };
    const at = deps.clock.now();
    await tx.update(organizers).set({ role, updatedAt: at }).where(eq(organizers.id, organizerId));
    if (role === 'viewer' || role === 'leader') await enqueue(tx, 'outreach.reassign', {});
    const detail = { organizer: organizerId, email: organizer.email, from: organizer.role, to: role };
    await recordAudit(tx, { organizerId: by, action: 'organizer.role-changed', detail, count: 1, at });
    return { ok: true };
  });
}
