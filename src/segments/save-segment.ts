import { eq, sql } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import type { SegmentDefinition } from './form.ts';
import { findSegment, type SavedSegment } from './queries.ts';
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

/**
 * Renames a saved segment or gives it other conditions. `was` is what the change was made to: where somebody else made
 * another of it meanwhile nothing is written, and `now` is what stands there; undefined where there is no such segment.
 */
export async function changeSegment(
  deps: Pick<Deps, 'db' | 'clock'>,
  id: string,
  change: SegmentChange,
  was: SegmentChange = {},
): Promise<{ ok: true } | { ok: false; now: SavedSegment | undefined }> {
  return await deps.db.transaction(async (tx) => {
    await tx.execute(sql`select from ${segments} where ${segments.id} = ${id}::uuid for update`);
    const now = await findSegment(tx, id);
    if (!now || isOthers(now, change, was)) return { ok: false, now };
    await tx
      .update(segments)
      .set({ ...change, updatedAt: deps.clock.now() })
      .where(eq(segments.id, id));
    return { ok: true };
  });
}

/** Whether what is changed stands there neither as it was nor as it is to be, which is what the same form sent twice finds. */
function isOthers(now: SavedSegment, change: SegmentChange, was: SegmentChange): boolean {
  return (['name', 'definition'] as const).some((part) => {
    const known = [was[part], change[part]].map((one) => JSON.stringify(one));
    return change[part] !== undefined && was[part] !== undefined && !known.includes(JSON.stringify(now[part]));
  });
}

/** Forgets a saved segment; the contacts stay. Deleting it again does nothing. */
export async function deleteSegment(deps: Pick<Deps, 'db'>, id: string): Promise<void> {
  await deps.db.delete(segments).where(eq(segments.id, id));
}
