import { eq } from 'drizzle-orm';
import { contacts } from '../db/schema.ts';
import type { Deps } from '../deps.ts';
import { enqueue } from '../jobs/enqueue.ts';
import { recordAudit } from '../organizers/record-audit.ts';
import { teams } from './table.ts';

/** Deletes a team; its contacts stay, without one. A second time changes nothing. */
export async function removeTeam(deps: Deps, id: string, by: string): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const count = await tx.$count(contacts, eq(contacts.teamId, id));
    const [gone] = await tx.delete(teams).where(eq(teams.id, id)).returning();
    if (!gone) return;
    // Its leader does not see them any more.
    if (gone.leaderId !== null) await enqueue(tx, 'outreach.reassign', {});
    const detail = { team: id, name: gone.name };
    await recordAudit(tx, { organizerId: by, action: 'team.removed', detail, count, at: deps.clock.now() });
  });
}
