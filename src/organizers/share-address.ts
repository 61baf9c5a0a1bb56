import { eq } from 'drizzle-orm';
import type { Db } from '../db/client.ts';
import { organizers } from './table.ts';

/** Sets whether those whom an organizer leads are shown their address. */
export async function shareAddress(db: Db, organizerId: string, shares: boolean): Promise<void> {
  await db.update(organizers).set({ sharesAddress: shares }).where(eq(organizers.id, organizerId));
}
