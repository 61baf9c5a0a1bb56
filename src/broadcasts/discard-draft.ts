import { and, eq } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { broadcasts } from './table.ts';

/** Throws a draft away; what was sent stays. */
export async function discardDraft(deps: Deps, id: string): Promise<void> {
  await deps.db.delete(broadcasts).where(and(eq(broadcasts.id, id), eq(broadcasts.state, 'draft')));
}
