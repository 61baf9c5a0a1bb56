import type { Deps } from '../deps.ts';
import { endEarly } from './run-import.ts';

/** Ends an import after the batch that is under way; what was taken in stays, and can be undone. */
export async function stopImport(deps: Deps, importId: string): Promise<void> {
  await endEarly(deps, importId, null);
}
