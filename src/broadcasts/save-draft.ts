import { and, eq, sql } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import type { BroadcastContent } from './form.ts';
import { broadcasts } from './table.ts';

type Saving = { id: string; organizerId: string; version: number; content: BroadcastContent };

/** Saves a draft over the version that it was drawn from; false where somebody saved another meanwhile, or it is sent. */
export async function saveDraft(deps: Deps, { id, organizerId, version, content }: Saving): Promise<boolean> {
  const saved = await deps.db
    .update(broadcasts)
    .set({ content, version: sql`${broadcasts.version} + 1`, savedBy: organizerId, updatedAt: deps.clock.now() })
    .where(and(eq(broadcasts.id, id), eq(broadcasts.state, 'draft'), eq(broadcasts.version, version)))
    .returning({ id: broadcasts.id });
  return saved.length > 0;
}
