import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { pgUrl } from '../db/postgres-url.ts';
import type { Deps } from '../deps.ts';

export type CopyCell = string | number | boolean | null | undefined;

/** How much text is sent at once, in characters. */
const pieceLength = 64 * 1024;

/**
 * Writes rows to a table by COPY, as they come: nothing stays if they end with an error.
 * @param columns in the order of the cells.
 */
export async function copyIn(
  deps: Deps,
  table: string,
  columns: readonly string[],
  rows: AsyncIterable<readonly CopyCell[]>,
): Promise<void> {
  const client = new pg.Client({ connectionString: pgUrl(deps.databaseUrl), application_name: 'terrain import' });
  client.on('error', (error) => deps.log.warn({ err: error }, 'the connection of an import broke'));
  await client.connect();
  try {
    const list = columns.map((column) => `"${column}"`).join(', ');
    await pipeline(lines(rows), client.query(copyFrom(`copy ${table} (${list}) from stdin`)));
  } finally {
    await client.end();
  }
}

async function* lines(rows: AsyncIterable<readonly CopyCell[]>): AsyncGenerator<string> {
  let text = '';
  for await (const cells of rows) {
    text += `${cells.map(cellOf).join('\t')}\n`;
    if (text.length < pieceLength) continue;
    yield text;
    text = '';
  }
  if (text !== '') yield text;
}

/** COPY's text format: what would end a cell or a row is escaped. */
function cellOf(cell: CopyCell): string {
  if (cell === null || cell === undefined) return '\\N';
  const text = String(cell);
  return /[\\\t\n\r]/.test(text) ? text.replace(/[\\\t\n\r]/g, (sign) => escapes[sign] ?? sign) : text;
}

const escapes: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };
