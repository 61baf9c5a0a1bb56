import { and, eq, inArray, ne } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { enqueue } from '../jobs/enqueue.ts';
import { bulkActChanges, bulkActs } from './table.ts';

/**
 * Begins to put back what an act changed; a job does it. One that still runs or is undone already stays as it is, and so
 * does an erasing: nobody is left to put back.
 */
export async function undoBulkAct(deps: Deps, id: string, undoneBy: string): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const total = await tx.$count(bulkActChanges, eq(bulkActChanges.actId, id));
    const begun = await tx
      .update(bulkActs)
      .set({ state: 'undoing', total, seen: 0, changed: 0, reached: null })
      .where(and(eq(bulkActs.id, id), inArray(bulkActs.state, ['done', 'stopped']), ne(bulkActs.kind, 'erase')))
      .returning({ id: bulkActs.id });
    if (begun.length > 0) await enqueue(tx, 'bulk-acts.run', { actId: id, undoneBy });
  });
}
