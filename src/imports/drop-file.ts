import { and, eq, inArray } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { imports } from './table.ts';

/** Forgets a file that was uploaded and never taken in, with everything that was found in it. */
export async function dropFile(deps: Deps, importId: string): Promise<void> {
  await deps.db
    .delete(imports)
    .where(and(eq(imports.id, importId), inArray(imports.state, ['checking', 'checked', 'refused'])));
}
