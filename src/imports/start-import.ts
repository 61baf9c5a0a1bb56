import { and, eq } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { enqueue } from '../jobs/enqueue.ts';
import { imports } from './table.ts';

/** Begins to take a checked file in, in the name of who presses the button. A second press begins nothing. */
export async function startImport(deps: Deps, importId: string, organizerId: string | null): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const started = await tx
      .update(imports)
      .set({ state: 'running', cursor: 0, organizerId })
      .where(and(eq(imports.id, importId), eq(imports.state, 'checked')))
      .returning({ id: imports.id });
    if (started.length > 0) await enqueue(tx, 'imports.run', { importId }, { key: `imports.run/${importId}` });
  });
}
