import { eq } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { organizers } from './table.ts';

/** Writes down when an organizer last signed in. */
export async function noteSignIn(deps: Deps, organizerId: string): Promise<void> {
  await deps.db.update(organizers).set({ lastSignedInAt: deps.clock.now() }).where(eq(organizers.id, organizerId));
}
