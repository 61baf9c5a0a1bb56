import { and, eq } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { enqueue } from '../jobs/enqueue.ts';
import { preparedExports } from './table.ts';

/** Has an export that failed made anew, for whoever asked for it; says whether it will be. */
export async function retryExport(deps: Deps, exportId: string, organizerId: string): Promise<boolean> {
  const { id, state } = preparedExports;
  return await deps.db.transaction(async (tx) => {
    const again = await tx
      .update(preparedExports)
      .set({ state: 'making', rows: 0 })
      .where(and(eq(id, exportId), eq(preparedExports.organizerId, organizerId), eq(state, 'failed')))
      .returning({ id });
    if (again.length === 0) return false;
    await enqueue(tx, 'exports.make', { exportId });
    return true;
  });
}
