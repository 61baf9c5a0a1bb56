import { eq } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { enqueue } from '../jobs/enqueue.ts';
import { lockOwners } from './lock-owners.ts';
import { recordAudit } from './record-audit.ts';
import { organizers } from './table.ts';

/** `by`: who removes them; null: the command line. */
export type Removal = { organizerId: string; by: string | null };
/** `last-owner`: someone must stay who can give rights. */
export type Removed = { ok: true } | { ok: false; reason: 'last-owner' };

/**
 * Takes someone's access away at once, with every session, passkey and second factor. Their contacts and teams stay,
 * without them; so does what they did in the audit log. A second time changes nothing.
 */
export async function removeOrganizer(deps: Deps, { organizerId, by }: Removal): Promise<Removed> {
  return await deps.db.transaction(async (tx) => {
    const owners = await lockOwners(tx);
    if (owners.length === 1 && owners[0] === organizerId) return { ok: false, reason: 'last-owner' };
    const [gone] = await tx.delete(organizers).where(eq(organizers.id, organizerId)).returning();
    if (!gone) return { ok: true };
    const detail = { organizer: organizerId, email: gone.email, role: gone.role };
    // Whoever waited for an answer from them is given to somebody at once.
    await enqueue(tx, 'outreach.reassign', {});
    await recordAudit(tx, { organizerId: by, action: 'organizer.removed', detail, count: 1, at: deps.clock.now() });
    return { ok: true };
  });
}
