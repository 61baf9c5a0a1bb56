import { and, eq, ne } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { AppError, PermanentError } from '../errors.ts';
import { exportCsv } from './export-csv.ts';
import { findFilter } from './find-filter.ts';
import { isUnfinished, type PreparedExport } from './queries.ts';
import { sealPiece } from './seal-piece.ts';
import { preparedExports, preparedPieces } from './table.ts';

/** So much is sealed at once, in bytes: what is held in memory of an export, whatever its size. */
const pieceBytes = 1024 * 1024;

/** With the queue's backoff of e^attempt seconds, so many tries take about a quarter of an hour. */
const mostTries = 7;

/**
 * Makes a prepared export and keeps it sealed, piece by piece. Killed and begun again, it starts over. What fails for a
 * reason that may pass is tried again, which its row says; after the last try it has failed, and says so.
 * @throws PermanentError when the campaign or segment that it is of is gone, and after the last try.
 */
export async function makeExport(deps: Deps, exportId: string, attempt: number): Promise<void> {
  const [found] = await deps.db.select().from(preparedExports).where(eq(preparedExports.id, exportId));
  if (!found || !isUnfinished(found)) return;
  try {
    await make(deps, found);
  } catch (error) {
    const isLast = (error instanceof AppError && error.kind === 'not-found') || attempt >= mostTries;
    await deps.db
      .update(preparedExports)
      .set({ state: isLast ? 'failed' : 'retrying', rows: 0 })
      .where(and(eq(preparedExports.id, exportId), ne(preparedExports.state, 'ready')));
    if (!isLast) throw error;
    throw new PermanentError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

async function make(deps: Deps, { id: exportId, form, organizerId }: PreparedExport): Promise<void> {
  const { db } = deps;
  const filter = await findFilter(deps, form);
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
    .where(and(eq(preparedExports.id, exportId), ne(preparedExports.state, 'failed')));
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
