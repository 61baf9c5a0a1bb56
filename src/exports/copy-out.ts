import { sql } from 'drizzle-orm';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { pgUrl } from '../db/postgres-url.ts';
import type { Deps } from '../deps.ts';

/** The size of a piece, and what is read ahead of a slow reader. */
const pieceBytes = 64 * 1024;

/** How many records a COPY has written; of a broken-off one the lines, less the header, so rather too many. */
export type Tally = { rows: number };

/** A connection of an export's own, so that a slow reader holds none of the pool. */
export type CopyConnection = {
  /**
   * What a COPY statement writes, in pieces of about 64 KB. Only what was read is asked of Postgres: a reader that
   * stalls stalls the COPY, without memory growing.
   */
  pieces(statement: string, tally: Tally): AsyncGenerator<Uint8Array>;
  /** To be called however it ended; a statement that still runs is cancelled. */
  close(): Promise<void>;
};

/**
 * Opens a connection on which every statement sees the same moment.
 * @param signal ends what runs at once: the statement is cancelled.
 */
export async function openCopyConnection(deps: Deps, signal: AbortSignal): Promise<CopyConnection> {
  const client = new pg.Client({ connectionString: pgUrl(deps.databaseUrl), application_name: 'terrain export' });
  // Nobody else listens when the connection breaks, and an unheard 'error' would end the process.
  client.on('error', (error) => deps.log.warn({ err: error }, 'the connection of an export broke'));
  let running = false;
  let backend: number | undefined;
  await client.connect();
  try {
    backend = await prepareBackend(client);
  } catch (error) {
    await client.end();
    throw error;
  }
  return {
    pieces: async function* (statement, tally) {
      signal.throwIfAborted();
      const copy = copyTo(statement, { highWaterMark: pieceBytes });
      copy.on('error', () => {});
      const abort = () => copy.destroy(new Error('the reader left'));
      signal.addEventListener('abort', abort, { once: true });
      let lines = 0;
      running = true;
      try {
        client.query(copy);
        for await (const piece of inPieces(copy)) {
          lines += countLines(piece);
          tally.rows = Math.max(0, lines - 1);
          yield piece;
        }
        running = false;
        // With line ends inside cells there are more lines than records.
        tally.rows = copy.rowCount;
      } finally {
        signal.removeEventListener('abort', abort);
      }
    },
    close: async () => {
      if (running && backend !== undefined) await cancel(deps, backend);
      await client.end();
    },
  };
}

/** Gives the session the memory to sort and hash a million contacts' ledger, and says which backend it is. */
async function prepareBackend(client: pg.Client): Promise<number | undefined> {
  const result = await client.query<{ pid: number }>(
    "select pg_backend_pid() as pid, set_config('work_mem', '64MB', false), set_config('timezone', 'UTC', false)",
  );
  await client.query('begin isolation level repeatable read read only');
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
