import { and, eq } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { openPiece } from './seal-piece.ts';
import { preparedPieces } from './table.ts';

/**
 * The bytes of a prepared export, opened piece by piece as they are read.
 * @throws when a piece is missing or is not what was sealed: the answer must then be broken off.
 */
export async function* openExport(deps: Deps, exportId: string, pieces: number): AsyncGenerator<Uint8Array> {
  for (let number = 0; number < pieces; number++) {
    const [piece] = await deps.db
      .select({ sealed: preparedPieces.sealed })
      .from(preparedPieces)
      .where(and(eq(preparedPieces.exportId, exportId), eq(preparedPieces.number, number)));
    if (!piece) throw new Error(`piece ${number} of a prepared export is missing`);
    yield openPiece(deps.config.secret, exportId, number, piece.sealed);
  }
}
