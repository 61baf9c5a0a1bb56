import { randomUUID } from 'node:crypto';
import type { Deps } from '../deps.ts';
import type { Role } from './permissions.ts';
import { recordAudit } from './record-audit.ts';
import { organizers } from './table.ts';

export type NewOrganizer = {
  email: string;
  name: string;
  role: Role;
  /** Who adds them; left out for the command line. */
  by?: string;
};

/**
 * Adds someone who may sign in to `/admin`, with an audit entry. An address that is there already stays as it is:
 * adding twice changes no name and no role.
 */
export async function addOrganizer(deps: Deps, { email, name, role, by }: NewOrganizer): Promise<{ added: boolean }> {
  return await deps.db.transaction(async (tx) => {
    const at = deps.clock.now();
    const [added] = await tx
      .insert(organizers)
      // Verified: whoever runs this vouches for the address, and only a mail to it signs in.
      .values({
        id: randomUUID(),
        email: email.trim().toLowerCase(),
        name,
        role,
        emailVerified: true,
        createdAt: at,
        updatedAt: at,
      })
      .onConflictDoNothing({ target: organizers.email })
      .returning({ id: organizers.id, email: organizers.email });
    if (!added) return { added: false };
    const detail = { organizer: added.id, email: added.email, role };
    await recordAudit(tx, { organizerId: by ?? null, action: 'organizer.added', detail, count: 1, at });
    return { added: true };
  });
}
