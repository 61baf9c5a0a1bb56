import { eq } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { preparedExports } from './table.ts';

/** Deletes a prepared export with all its pieces. */
export async function dropExport(deps: Deps, exportId: string): Promise<void> {
  await deps.db.delete(preparedExports).where(eq(preparedExports.id, exportId));
}
