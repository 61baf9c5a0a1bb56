import { and, eq } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { AppError, PermanentError } from '../errors.ts';
import { exportCsv } from './export-csv.ts';
import { findFilter } from './find-filter.ts';
import { sealPiece } from './seal-piece.ts';
import { preparedExports, preparedPieces } from './table.ts';

/** So much is sealed at once, in bytes: what is held in memory of an export, whatever its size. */
const pieceBytes = 1024 * 1024;

/**
 * Makes a prepared export and keeps it sealed, piece by piece. Killed and begun again, it starts over.
 * @throws PermanentError when the campaign or segment that it is of is gone; then it has failed, and says so.
 */
export async function makeExport(deps: Deps, exportId: string): Promise<void> {
  const { db } = deps;
  const [found] = await db.select().from(preparedExports).where(eq(preparedExports.id, exportId));
  if (found?.state !== 'making') return;
  const { form, organizerId } = found;
  const filter = await findFilter(deps, form).catch(async (error: unknown) => {
    if (!(error instanceof AppError)) throw error;
    await db.update(preparedExports).set({ state: 'failed' }).where(eq(preparedExports.id, exportId));
    throw new PermanentError(error.message);
  });
  await db.delete(preparedPieces).where(eq(preparedPieces.exportId, exportId));
  const tally = { rows: 0 };
  const request = { organizerId, form, filter };
  let pieces = 0;
  for await (const piece of joined(exportCsv(deps, request, new AbortController().signal, tally))) {
    const sealed = sealPiece(deps.config.secret, exportId, pieces, piece);
    await db.insert(preparedPieces).values({ exportId, number: pieces, sealed });
    pieces += 1;
    await db.update(preparedExports).set({ rows: tally.rows }).where(eq(preparedExports.id, exportId));
  }
  await db
    .update(preparedExports)
    .set({ state: 'ready', pieces, rows: tally.rows })
    .where(and(eq(preparedExports.id, exportId), eq(preparedExports.state, 'making')));
}

async function* joined(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let held: Uint8Array[] = [];
  let length = 0;
  for await (const piece of pieces) {
    held.push(piece);
    length += piece.length;
    if (length < pieceBytes) continue;
    yield Buffer.concat(held);
    held = [];
    length = 0;
  }
  if (length > 0) yield Buffer.concat(held);
}
