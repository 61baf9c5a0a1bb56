import { eq, sql } from 'drizzle-orm';
import { track } from '../activity/track.ts';
import { contacts } from '../contacts/table.ts';
import type { Tx } from '../db/client.ts';
import { scopeOf } from '../organizers/scope.ts';
import { organizers } from '../organizers/table.ts';

type Assignment = {
  contactId: string;
  ownerId: string | null;
  teamId: string | null;
  /** Who says so. */
  organizerId: string;
  at: Date;
};

/** `out-of-sight`: nothing was written, for the new owner is a leader who would not see the contact. */
export type AssignResult = 'assigned' | 'unchanged' | 'out-of-sight';

/** Gives a contact to an organizer and to a team, or to none. What is so already is not told on the timeline. */
export async function assignContact(
  tx: Tx,
  { contactId, ownerId, teamId, organizerId, at }: Assignment,
): Promise<AssignResult> {
  const [was] = await tx
    .select({ ownerId: contacts.ownerId, teamId: contacts.teamId })
    .from(contacts)
    .where(eq(contacts.id, contactId))
    .for('no key update');
  if (!was || (was.ownerId === ownerId && was.teamId === teamId)) return 'unchanged';
  if (ownerId !== null && !(await wouldSee(tx, ownerId, { contactId, teamId }))) return 'out-of-sight';
  await tx.update(contacts).set({ ownerId, teamId, updatedAt: at }).where(eq(contacts.id, contactId));
  const data = {
    organizerId,
    ...(was.ownerId === ownerId ? {} : { ownerId }),
    ...(was.teamId === teamId ? {} : { teamId }),
  };
  await track(tx, [{ kind: 'contact.assigned', contactId, campaignId: null, data, at }]);
  return 'assigned';
}

/** Whether an organizer sees a contact once it is in that team. */
async function wouldSee(
  tx: Tx,
  organizerId: string,
  { contactId, teamId }: Pick<Assignment, 'contactId' | 'teamId'>,
): Promise<boolean> {
  const [owner] = await tx
    .select({ id: organizers.id, role: organizers.role })
    .from(organizers)
    .where(eq(organizers.id, organizerId));
  const scope = owner ? scopeOf(owner) : sql`false`;
  if (!scope) return true;
  // The contact as it is to be, under the name that the scope reads.
  const seen = await tx.execute(sql`
    select from (select ${contactId}::uuid as id, ${teamId}::uuid as team_id) as contacts where ${scope}`);
  return seen.length > 0;
}
