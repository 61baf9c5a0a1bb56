import { and, eq, inArray } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { enqueue } from '../jobs/enqueue.ts';
import { recordAudit } from '../organizers/record-audit.ts';
import { imports } from './table.ts';

/** Begins to undo what an import did, in the name of who asked. A second press of the button begins nothing. */
export async function undoImport(deps: Deps, importId: string, organizerId: string | null): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const [undoing] = await tx
      .update(imports)
      .set({ state: 'undoing', cursor: 0 })
      .where(and(eq(imports.id, importId), inArray(imports.state, ['done', 'stopped'])))
      .returning();
    if (!undoing) return;
    const { filename, added, changed } = undoing;
    const at = deps.clock.now();
    const detail = { file: filename, added, changed };
    await recordAudit(tx, { organizerId, action: 'import.undone', detail, count: added + changed, at });
    await enqueue(tx, 'imports.undo', { importId }, { key: `imports.undo/${importId}` });
  });
}
