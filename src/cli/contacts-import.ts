import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { SingleBar } from 'cli-progress';
import type { Deps } from '../deps.ts';
import { zipOf } from '../exports/zip.ts';
import { checkImport } from '../imports/check-import.ts';
import { FileRefused, type ImportSettings, modes } from '../imports/import-form.ts';
import { findImport, type Import } from '../imports/import-queries.ts';
import { runImport } from '../imports/run-import.ts';
import { startImport } from '../imports/start-import.ts';
import { storeFile } from '../imports/store-file.ts';
import { messages } from '../locales/index.ts';
import { type Command, UsageError, withDeps } from './command.ts';

export const contactsImport: Command = {
  usage: 'contacts import FILE [--dry-run] [--yes] [--overwrite] [--trust-ledger]',
  summary:
    'Takes contacts in from a CSV or XLSX file, or everything from what contacts export --all wrote. It says first what ' +
    'would change; --yes does it, --dry-run never. --overwrite: the file wins over what is here. --trust-ledger: the ' +
    'consents in the file were given to you, and count for contacts of whom nothing is known here.',
  run: async (args) => {
    const flag = { type: 'boolean', default: false } as const;
    const options = { 'dry-run': flag, yes: flag, overwrite: flag, 'trust-ledger': flag };
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const [file] = positionals;
    if (file === undefined || positionals.length > 1) throw new UsageError('One file is needed.');
    if (values.yes && values['dry-run']) throw new UsageError('--yes and --dry-run: one of them.');
    const settings: ImportSettings = {
      mapping: null,
      mode: values.overwrite ? modes[1] : modes[0],
      trustLedger: values['trust-ledger'],
    };
    return await withDeps((deps) => importFile(deps, file, settings, values.yes));
  },
};

async function importFile(deps: Deps, file: string, settings: ImportSettings, yes: boolean): Promise<number> {
  const checked = await check(deps, file, settings);
  if (typeof checked === 'string') {
    console.error(checked);
    return 1;
  }
  const { id, found } = checked;
  console.log(summary(found));
  if (!yes) {
    console.log('Nothing was changed. --yes takes it in.');
    return 0;
  }
  await startImport(deps, id, null);
  await withBar(found.rows, (progress) => runImport(deps, id, progress));
  const done = await findImport(deps.db, id);
  console.log(
    `${done?.added ?? 0} added, ${done?.changed ?? 0} changed. It can be undone for 30 days in /admin/imports/${id}.`,
  );
  if (!done?.refusal) {
    if (done?.state === 'done') return 0;
    console.error('It was stopped: the rest of the file was not taken in.');
    return 1;
  }
  const { fault, subject } = done.refusal;
  console.error(`${messages('en').files.imports.fileFaults[fault](subject)} The rest of the file was not taken in.`);
  return 1;
}

type Found = NonNullable<Import['checked']>;

/** Stores the file and has it looked through; a sentence where it cannot be taken in. */
async function check(
  deps: Deps,
  file: string,
  settings: ImportSettings,
): Promise<{ id: string; found: Found } | string> {
  try {
    const bytes = await bytesOf(file);
    const id = await storeFile(deps, { organizerId: null, filename: path.basename(file), bytes, settings });
    await checkImport(deps, id);
    const one = await findImport(deps.db, id);
    if (one?.checked) return { id, found: one.checked };
    const { fault, subject } = one?.refusal ?? { fault: 'not-a-table' as const, subject: '' };
    return messages('en').files.imports.fileFaults[fault](subject);
  } catch (error) {
    if (error instanceof FileRefused)
      return messages('en').files.imports.fileFaults[error.refusal.fault](error.refusal.subject);
    throw error;
  }
}

/** A folder of `contacts export --all` goes in as the archive that the admin would write of it. */
async function bytesOf(file: string): Promise<AsyncIterable<Uint8Array>> {
  if (!(await stat(file)).isDirectory()) return createReadStream(file);
  const names = (await readdir(file)).filter((name) => name.endsWith('.csv'));
  return zipOf(
    names.map((name) => ({ name, pieces: createReadStream(path.join(file, name)) })),
    new Date(),
  );
}

function summary({
  rows,
  fresh,
  changed,
  unchanged,
  refused,
  withdrawals,
  suppressions,
  refusals,
  records,
}: Found): string {
  const faults = messages('en').files.imports.rowFaults;
  return [
    `${rows} rows: ${fresh} new, ${changed} changed, ${unchanged} unchanged, ${refused} left out.`,
    ...(withdrawals + suppressions > 0 ? [`${withdrawals} withdrawals, ${suppressions} blocked addresses.`] : []),
    ...Object.entries(records).map(([name, count]) => `${name}.csv: ${count} lines.`),
    ...refusals.map(
      ({ number, fault, detail }) =>
        `Row ${number}${fault === 'unread-cell' ? '' : ' is left out'}: ${faults[fault](detail)}`,
    ),
  ].join('\n');
}

/** A bar where someone watches; silence in a log. */
async function withBar(total: number, run: (progress: (done: number) => void) => Promise<void>): Promise<void> {
  if (!process.stderr.isTTY) return await run(() => {});
  const bar = new SingleBar({
    format: '{bar} {percentage} % · {value}/{total} · {eta_formatted}',
    clearOnComplete: true,
  });
  bar.start(total, 0);
  try {
    await run((done) => bar.update(Math.min(done, total)));
  } finally {
    bar.stop();
  }
}
