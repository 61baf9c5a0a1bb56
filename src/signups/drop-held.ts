import { eq } from 'drizzle-orm';
import type { Db } from '../db/client.ts';
import { heldSignups } from './table.ts';

/** Erases a form that nobody answered for in time: it is what a stranger may have typed of somebody. */
export async function dropHeld(db: Db, heldId: string): Promise<void> {
  await db.delete(heldSignups).where(eq(heldSignups.id, heldId));
}
