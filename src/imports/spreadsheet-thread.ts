import { readFile } from 'node:fs/promises';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';

/** What a thread is started with, so that this file, imported by the main one, knows that it is not the thread. */
export const spreadsheetThread = 'terrain spreadsheet thread';

/** Where this file is: after the build its name has a hash in it, which nobody else can know. */
export const spreadsheetThreadUrl = import.meta.url;

/** What it answers, some rows at a time: the cells as text, and at last whether it could be read. */
export type SpreadsheetAnswer = { kind: 'rows'; rows: string[][] } | { kind: 'end' } | { kind: 'broken'; why: string };

const rowsAtOnce = 1_000;

if (!isMainThread && parentPort && workerData === spreadsheetThread) {
  const port = parentPort;
  port.once('message', async (path: string) => {
    for await (const answer of read(path)) port.postMessage(answer);
    port.close();
  });
}

/** The first sheet. A formula gives what it last came to; nothing is run. */
async function* read(path: string): AsyncGenerator<SpreadsheetAnswer> {
  try {
    const { readSheet } = await import('read-excel-file/universal');
    const bytes = await readFile(path);
    const rows = await readSheet(new Blob([bytes]));
    for (let at = 0; at < rows.length; at += rowsAtOnce) {
      yield { kind: 'rows', rows: rows.slice(at, at + rowsAtOnce).map((cells) => cells.map(cellText)) };
    }
    yield { kind: 'end' };
  } catch (error) {
    yield { kind: 'broken', why: error instanceof Error ? error.message.slice(0, 120) : '' };
  }
}

function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  return cell instanceof Date ? cell.toISOString() : String(cell);
}
