import { CsvError, parse } from 'csv-parse';
import type { Encoding } from './detect-format.ts';
import { FileRefused } from './import-form.ts';

/** One row: its number in the file, the header being row 1, and its cells as they stand there. */
export type TableRow = { number: number; cells: string[] };

/** More characters than this in one row, and the file is not what it seems. */
const longestRow = 1_000_000;
const mostColumns = 200;
export const mostRows = 1_000_000;

type Options = { encoding: Encoding; separator: string };

/**
 * Reads a CSV (RFC 4180) row by row, the header first; empty rows are passed over.
 * @throws FileRefused naming the row, when the file is cut off, breaks the quoting, holds a NUL, or is too long or wide.
 */
export async function* readCsv(
  bytes: AsyncIterable<Uint8Array>,
  { encoding, separator }: Options,
): AsyncGenerator<TableRow> {
  const tail = { text: '' };
  const parser = parse({
    delimiter: separator,
    relax_column_count: true,
    max_record_size: longestRow,
    record_delimiter: ['\r\n', '\n', '\r'],
  });
  const feeding = feed();
  async function feed(): Promise<void> {
    try {
      for await (const text of decoded(bytes, encoding)) {
        tail.text = text.slice(-1) || tail.text;
        if (!parser.write(text)) await drained(parser);
        if (parser.destroyed) return;
      }
      parser.end();
    } catch (error) {
      parser.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  }
  let number = 0;
  let width = 0;
  let last: TableRow | undefined;
  try {
    for await (const cells of parser) {
      if (last) yield last;
      last = undefined;
      number += 1;
      if (cells.length === 1 && cells[0] === '') continue;
      if (number > mostRows + 1) throw new FileRefused('too-many-rows', String(mostRows));
      if (width === 0) width = checkedWidth(cells);
      last = { number, cells: checkedCells(cells, number) };
    }
    await feeding;
  } catch (error) {
    // Rows that were read and not yet handed on are thrown away with the error.
    throw asRefusal(error, parser.info.records);
  } finally {
    parser.destroy();
  }
  // Half a row at the very end, without its line end: what is missing is gone.
  if (last && last.number > 1 && last.cells.length < width && !/[\r\n]/.test(tail.text)) {
    throw new FileRefused('cut-off', String(last.number));
  }
  if (last) yield last;
}

function checkedWidth(cells: string[]): number {
  if (cells.length > mostColumns) throw new FileRefused('too-many-columns', String(cells.length));
  return cells.length;
}

function checkedCells(cells: string[], number: number): string[] {
  if (cells.some((cell) => cell.includes('\0'))) throw new FileRefused('nul', String(number));
  return cells;
}

async function* decoded(bytes: AsyncIterable<Uint8Array>, encoding: Encoding): AsyncGenerator<string> {
  // It takes the byte order mark away by itself.
  const decoder = new TextDecoder(encoding, { fatal: encoding !== 'windows-1252' });
  for await (const chunk of bytes) {
    // In bites, so that whoever else this process serves is not kept waiting.
    for (let at = 0; at < chunk.length; at += 65_536) {
      yield decoder.decode(chunk.subarray(at, at + 65_536), { stream: true });
    }
  }
  yield decoder.decode();
}

async function drained(parser: ReturnType<typeof parse>): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = () => {
      parser.off('drain', done).off('close', done);
      resolve();
    };
    parser.on('drain', done).on('close', done);
  });
}

function asRefusal(error: unknown, read: number): unknown {
  if (!(error instanceof CsvError)) {
    return error instanceof TypeError ? new FileRefused('not-a-table', String(read + 1)) : error;
  }
  const row = String(read + 1);
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') return new FileRefused('cut-off', row);
  if (error.code === 'CSV_MAX_RECORD_SIZE') return new FileRefused('cell-too-long', row);
  return new FileRefused('bad-quote', row);
}
