import { eq } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';
import { organizers } from './table.ts';

/**
 * Holds every owner's row until the transaction ends, so that of two owners who demote each other at once the second
 * sees what the first has done. Always in the order of the ids: nobody waits for each other.
 *
 * @returns the owners' ids.
 */
export async function lockOwners(tx: Tx): Promise<string[]> {
  const { id, role } = organizers;
  const owners = await tx.select({ id }).from(organizers).where(eq(role, 'owner')).orderBy(id).for('update');
  return owners.map((owner) => owner.id);
}
