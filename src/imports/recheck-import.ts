import { and, eq, inArray } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { enqueue } from '../jobs/enqueue.ts';
import type { ImportSettings } from './import-form.ts';
import { imports } from './table.ts';

/** Has a file checked anew with other settings, as long as nothing of it was taken in; says whether it will be. */
export async function recheckImport(deps: Deps, importId: string, settings: ImportSettings): Promise<boolean> {
  return await deps.db.transaction(async (tx) => {
    const changed = await tx
      .update(imports)
      .set({ settings, state: 'checking', checked: null, cursor: 0 })
      .where(and(eq(imports.id, importId), inArray(imports.state, ['checked', 'checking'])))
      .returning({ id: imports.id });
    if (changed.length === 0) return false;
    await enqueue(tx, 'imports.check', { importId }, { key: `imports.check/${importId}` });
    return true;
  });
}
