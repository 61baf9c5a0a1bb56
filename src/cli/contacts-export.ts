import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { exportCsv } from '../exports/export-csv.ts';
import { exportFolder } from '../exports/export-folder.ts';
import { findFilter } from '../exports/find-filter.ts';
import { readExportForm } from '../exports/form.ts';
import { type Command, UsageError, withDeps } from './command.ts';

export const contactsExport: Command = {
  usage: 'contacts export [--all DIR] [--preset NAME] [--campaign SLUG] [--to FILE] [--separator NAME] [--bom]',
  summary:
    'Writes the contacts as CSV, to a file or to standard output; --bom: for Excel. With --all, everything that ' +
    'contacts import takes back, as files in a folder. It stands in the audit log.',
  run: async (args) => {
    const text = { type: 'string' } as const;
    const { values } = parseArgs({
      args,
      options: { all: text, preset: text, campaign: text, to: text, separator: text, bom: { type: 'boolean' } },
    });
    const { all, to, bom, ...rest } = values;
    // As a variable that was never set: everybody would be written where somebody was asked for.
    for (const [name, value] of Object.entries(values))
      if (value === '') throw new UsageError(`--${name}: nothing is given.`);
    if (all !== undefined && to !== undefined) throw new UsageError('--all writes a folder: without --to.');
    const form = readForm({ ...rest, bom: bom ? '1' : '' }, all === undefined ? 'contacts' : 'everything');
    return await withDeps(async (deps) => {
      const filter = await findFilter(deps, form).catch((error: unknown) => {
        if (error instanceof AppError) return undefined;
        throw error;
      });
      if (!filter) {
        console.error(`There is no campaign ${form.campaign}.`);
        return 1;
      }
      const request = { organizerId: null, form, filter };
      return all === undefined ? await toFile(deps, request, to) : await toFolder(deps, request, all);
    });
  },
};

type Request = Parameters<typeof exportCsv>[1];

async function toFile(deps: Deps, request: Request, to: string | undefined): Promise<number> {
  const rows = exportCsv(deps, request, new AbortController().signal);
  const target = to === undefined ? process.stdout : createWriteStream(to, { mode: 0o600 });
  await pipeline(rows, target, { end: to !== undefined });
  return 0;
}

async function toFolder(deps: Deps, request: Request, folder: string): Promise<number> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const written = await exportFolder(deps, request, async (name, pieces) => {
    await pipeline(pieces, createWriteStream(path.join(folder, name), { mode: 0o600 }));
  });
  for (const { name, rows } of written) console.log(`${name}  ${rows}`);
  return 0;
}

function readForm(values: Record<string, string | undefined>, what: 'contacts' | 'everything') {
  try {
    return readExportForm(values, what);
  } catch (error) {
    if (error instanceof AppError) throw new UsageError(error.message);
    throw error;
  }
}
