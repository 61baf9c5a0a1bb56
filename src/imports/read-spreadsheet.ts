import { on } from 'node:events';
import { Worker } from 'node:worker_threads';
import { FileRefused } from './import-form.ts';
import { openArchive } from './open-archive.ts';
import { mostRows, type TableRow } from './read-csv.ts';
import type { SpreadsheetAnswer } from './spreadsheet-thread.ts';

/** What a spreadsheet may unpack to, in bytes; beyond that, its CSV is read row by row and may be as long as it likes. */
const mostUnpacked = 256 * 1024 * 1024;
/** Reading one may take so long, in milliseconds. */
const longest = 120_000;
const resourceLimits = { maxOldGenerationSizeMb: 768, maxYoungGenerationSizeMb: 64 };
const mostColumns = 200;

/** Whether an archive is a spreadsheet (ECMA-376). */
export function isSpreadsheet(names: string[]): boolean {
  return names.includes('xl/workbook.xml');
}

/**
 * Reads the first sheet of an XLSX file, the header first; empty rows are passed over. It is read whole, in a thread
 * with memory of its own, once every part of it is known to unpack to what the archive says.
 * @throws FileRefused.
 */
export async function* readSpreadsheet(path: string): AsyncGenerator<TableRow> {
  await checkParts(path);
  const { spreadsheetThread, spreadsheetThreadUrl } = await import('./spreadsheet-thread.ts');
  const worker = new Worker(new URL(spreadsheetThreadUrl), { workerData: spreadsheetThread, resourceLimits });
  const failed = new AbortController();
  const timer = setTimeout(() => failed.abort(), longest).unref();
  worker.once('error', () => failed.abort());
  worker.postMessage(path);
  let number = 0;
  let width = 0;
  try {
    const answers: AsyncIterable<SpreadsheetAnswer[]> = on(worker, 'message', { signal: failed.signal });
    for await (const [answer] of answers) {
      if (answer?.kind === 'end') return;
      if (answer?.kind === 'broken') throw new FileRefused('broken-archive', answer.why);
      for (const cells of answer?.rows ?? []) {
        number += 1;
        if (cells.every((cell) => cell === '')) continue;
        if (number > mostRows + 1) throw new FileRefused('too-many-rows', String(mostRows));
        if (cells.some((cell) => cell.includes('\0'))) throw new FileRefused('nul', String(number));
        width ||= cells.length;
        if (width > mostColumns) throw new FileRefused('too-many-columns', String(width));
        yield { number, cells };
      }
    }
  } catch (error) {
    throw failed.signal.aborted ? new FileRefused('spreadsheet-too-large') : error;
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}

/** Unpacks every part once and throws it away: one that is not what the archive says ends with an error here. */
async function checkParts(path: string): Promise<void> {
  const archive = await openArchive(path, mostUnpacked);
  try {
    for (const name of archive.names) {
      for await (const _ of await archive.read(name));
    }
  } catch (error) {
    if (error instanceof FileRefused) throw error;
    throw new FileRefused('zip-bomb', '');
  } finally {
    archive.close();
  }
}
