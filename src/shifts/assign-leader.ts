import { eq } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { recordAudit } from '../organizers/record-audit.ts';
import { canLead } from '../teams/queries.ts';
import { shifts } from './table.ts';

/** `leaderId` null: nobody leads it. `by`: the organizer who says so. */
export type LeaderAssignment = { shiftId: string; leaderId: string | null; by: string };

/**
 * Says who leads a shift, and so sees who booked it. The same one again changes nothing. @returns whether it could be
 * done: not for a shift that is not there, nor for someone who may see no contacts.
 */
export async function assignLeader(deps: Deps, { shiftId, leaderId, by }: LeaderAssignment): Promise<boolean> {
  return await deps.db.transaction(async (tx) => {
    const [shift] = await tx.select().from(shifts).where(eq(shifts.id, shiftId)).for('update');
    if (!shift || (leaderId !== null && !(await canLead(tx, leaderId)))) return false;
    if (shift.leaderId === leaderId) return true;
    await tx.update(shifts).set({ leaderId }).where(eq(shifts.id, shiftId));
    const detail = { shift: shiftId, key: shift.key, leader: leaderId };
    const at = deps.clock.now();
    await recordAudit(tx, { organizerId: by, action: 'shift.leader-changed', detail, count: shift.booked, at });
    return true;
  });
}
