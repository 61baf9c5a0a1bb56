import { eq } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { importChanges, imports } from './table.ts';

/** Forgets how to undo an import; that there was one, and how many contacts it touched, is kept. */
export async function forgetChanges(deps: Deps, importId: string): Promise<void> {
  await deps.db.transaction(async (tx) => {
    await tx.delete(importChanges).where(eq(importChanges.importId, importId));
    await tx.update(imports).set({ checked: null }).where(eq(imports.id, importId));
  });
}
