import { eq } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import type { SegmentDefinition } from './form.ts';
import { segments } from './table.ts';

/** What is saved: a new segment under `id`, or changes to the one that has it. What is left out stays as it is. */
export type SegmentChange = { name?: string; definition?: SegmentDefinition };

/** Keeps a filter under a name, by the id of the form that asks for it: the same id again keeps nothing more. */
export async function saveSegment(
  deps: Pick<Deps, 'db' | 'clock'>,
  organizerId: string,
  { id, name, definition }: Required<SegmentChange> & { id: string },
): Promise<void> {
  const at = deps.clock.now();
  await deps.db
    .insert(segments)
    .values({ id, name, definition, organizerId, createdAt: at, updatedAt: at })
    .onConflictDoNothing();
}

/** Renames a saved segment or gives it other conditions; false where there is none. */
export async function changeSegment(
  deps: Pick<Deps, 'db' | 'clock'>,
  id: string,
  change: SegmentChange,
): Promise<boolean> {
  const changed = await deps.db
    .update(segments)
    .set({ ...change, updatedAt: deps.clock.now() })
    .where(eq(segments.id, id))
    .returning({ id: segments.id });
  return changed.length > 0;
}

/** Forgets a saved segment; the contacts stay. Deleting it again does nothing. */
export async function deleteSegment(deps: Pick<Deps, 'db'>, id: string): Promise<void> {
  await deps.db.delete(segments).where(eq(segments.id, id));
}
