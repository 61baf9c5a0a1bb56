import { eq, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../db/client.ts';
import { contacts } from '../db/schema.ts';
import type { Deps } from '../deps.ts';
import { enqueue } from '../jobs/enqueue.ts';
import { recordAudit } from '../organizers/record-audit.ts';
import { reassignTeam, startsOf } from './reassign-team.ts';
import { teams } from './table.ts';

/**
 * Deletes a team; its contacts stay, in the team that their postal code finds now, or in none where it finds none. A few
 * thousand go there at once, the others in the background. A second time changes nothing.
 */
export async function removeTeam(deps: Deps, id: string, by: string): Promise<void> {
  await deps.db.transaction(async (tx) => {
    // As saving does: neither would see the other, and nobody would find the contacts the team that they have then.
    await tx.execute(sql`lock table ${teams} in share row exclusive mode`);
    const count = await tx.$count(contacts, eq(contacts.teamId, id));
    const places = await placesOf(tx, id);
    const [gone] = await tx.delete(teams).where(eq(teams.id, id)).returning();
    if (!gone) return;
    const { moved } = await reassignTeam(tx, {
      teamId: id,
      savingId: uuidv7(),
      organizerId: by,
      before: gone.postalPrefixes,
      starts: startsOf([...gone.postalPrefixes, ...places]),
      from: '',
      moved: 0,
    });
    // Its leader does not see them any more.
    if (gone.leaderId !== null || moved > 0) await enqueue(tx, 'outreach.reassign', {});
    const detail = { team: id, name: gone.name };
    await recordAudit(tx, { organizerId: by, action: 'team.removed', detail, count, at: deps.clock.now() });
  });
}

/** How the postal codes of a team's contacts begin: who was given to it by hand may live anywhere. */
async function placesOf(tx: Tx, id: string): Promise<string[]> {
  const rows = await tx.execute<{ start: string }>(sql`
    select distinct substring(postal_code from '^[A-Za-z0-9 -]{1,3}') as start from contacts
    where team_id = ${id}::uuid and postal_code ~ '^[A-Za-z0-9 -]'`);
  return [...rows].map(({ start }) => start);
}
