import { sql } from 'drizzle-orm';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { Deps } from '../deps.ts';
import { recordAudit } from '../organizers/record-audit.ts';
import { contactsCsvStatement } from './contacts-csv.ts';

/** Who takes which contacts out. `campaign` leaves out all but its own; `bom` puts a byte order mark first, for Excel. */
export type ContactsExport = { organizerId: string | null; campaign?: { id: string; slug: string }; bom: boolean };

/** The size of a piece, and what is read ahead of a slow reader. */
const pieceBytes = 64 * 1024;

/**
 * Streams contacts as CSV, in pieces of about 64 KB, and writes an audit entry when it ends, however it ends.
 *
 * It runs on a connection of its own, so that a slow reader holds none of the pool. Only what was read is asked of
 * Postgres: a reader that stalls stalls the COPY, without memory growing.
 *
 * @param signal ends it at once: the statement is cancelled and the connection closed.
 * @throws what Postgres says, when it fails half-way; the answer must then be broken off rather than ended.
 */
export async function* exportContacts(
  deps: Deps,
  { organizerId, campaign, bom }: ContactsExport,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const client = new pg.Client({ connectionString: deps.databaseUrl, application_name: 'terrain export' });
  // Nobody else listens when the connection breaks, and an unheard 'error' would end the process.
  client.on('error', (error) => deps.log.warn({ err: error }, 'the connection of an export broke'));
  const copy = copyTo(contactsCsvStatement(campaign ? { campaignId: campaign.id } : {}), { highWaterMark: pieceBytes });
  copy.on('error', () => {});
  const abort = () => copy.destroy(new Error('the reader left'));
  signal.addEventListener('abort', abort, { once: true });

  let lines = 0;
  let complete = false;
  let backend: number | undefined;
  try {
    await client.connect();
    backend = await prepareBackend(client);
    signal.throwIfAborted();
    client.query(copy);
    if (bom) yield Uint8Array.of(0xef, 0xbb, 0xbf);
    for await (const piece of inPieces(copy)) {
      lines += countLines(piece);
      yield piece;
    }
    complete = true;
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener('abort', abort);
    if (!complete && backend !== undefined) await cancel(deps, backend);
    await client.end();
    await recordAudit(deps.db, {
      organizerId,
      action: 'contacts.exported',
      detail: { format: 'csv', campaign: campaign?.slug ?? null, complete },
      // Of a broken-off export the lines, less the header: with line ends inside cells rather too many than too few.
      count: complete ? copy.rowCount : Math.max(0, lines - 1),
      at: deps.clock.now(),
    });
  }
}

/** Gives the session the memory to sort and hash a million contacts' ledger, and says which backend it is. */
async function prepareBackend(client: pg.Client): Promise<number | undefined> {
  const result = await client.query<{ pid: number }>(
    "select pg_backend_pid() as pid, set_config('work_mem', '64MB', false), set_config('timezone', 'UTC', false)",
  );
  return result.rows[0]?.pid;
}

/** Joins what Postgres sends, about 8 KB at a time: each write to the network costs as much as joining many. */
async function* inPieces(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let piece: Uint8Array = Buffer.allocUnsafeSlow(pieceBytes);
  let filled = 0;
  for await (const chunk of chunks) {
    if (filled > 0 && filled + chunk.length > pieceBytes) {
      yield piece.subarray(0, filled);
      // The network may still hold the one that left.
      piece = Buffer.allocUnsafeSlow(pieceBytes);
      filled = 0;
    }
    if (chunk.length > pieceBytes) {
      yield chunk;
    } else {
      piece.set(chunk, filled);
      filled += chunk.length;
    }
  }
  if (filled > 0) yield piece.subarray(0, filled);
}

function countLines(piece: Uint8Array): number {
  let count = 0;
  for (let at = piece.indexOf(10); at >= 0; at = piece.indexOf(10, at + 1)) count += 1;
  return count;
}

/** Closing the connection is not enough: a backend that is still sorting would not notice. */
async function cancel(deps: Deps, backend: number): Promise<void> {
  try {
    await deps.db.execute(sql`select pg_cancel_backend(${backend}::int)`);
  } catch (error) {
    deps.log.warn({ err: error }, 'an export that was broken off could not be cancelled');
  }
}
