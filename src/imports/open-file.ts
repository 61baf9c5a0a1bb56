import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Deps } from '../deps.ts';
import { detectFormat, type Encoding } from './detect-format.ts';
import { FileRefused } from './import-form.ts';
import { fileBytes } from './import-queries.ts';
import { type Archive, openArchive } from './open-archive.ts';
import { readCsv, type TableRow } from './read-csv.ts';
import { isSpreadsheet, readSpreadsheet } from './read-spreadsheet.ts';

/** An import's file: its contacts row by row, and of Terrain's own archive the lines beside them. */
export type OpenFile = {
  encoding: string;
  separator: string;
  contacts(): AsyncIterable<TableRow>;
  records: { kind: RecordKind; rows(): AsyncIterable<TableRow> }[];
};

/** The files of Terrain's own archive beside the contacts, in the order in which they are taken in. */
const recordKinds = ['addresses', 'suppressions', 'consents', 'signups', 'pledges', 'tags', 'notes'] as const;
export type RecordKind = (typeof recordKinds)[number];

/**
 * Opens an import's file, whatever it is, and hands it to `use`.
 * @throws FileRefused.
 */
export async function withFile<T>(deps: Deps, importId: string, use: (file: OpenFile) => Promise<T>): Promise<T> {
  const bytes = () => fileBytes(deps.db, importId);
  const format = await detectFormat(bytes);
  if (format.kind === 'text') {
    const { encoding, separator } = format;
    return await use({ encoding, separator, contacts: () => readCsv(bytes(), { encoding, separator }), records: [] });
  }
  // An archive is read from its end, so it has to lie somewhere: here, for as long as it is read.
  const folder = await mkdtemp(path.join(os.tmpdir(), 'terrain-import-'));
  try {
    const file = path.join(folder, 'file');
    await pipeline(Readable.from(bytes()), createWriteStream(file, { mode: 0o600 }));
    return await inArchive(file, use);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function inArchive<T>(file: string, use: (file: OpenFile) => Promise<T>): Promise<T> {
  const archive = await openArchive(file);
  try {
    if (isSpreadsheet(archive.names)) {
      return await use({ encoding: 'xlsx', separator: '', contacts: () => readSpreadsheet(file), records: [] });
    }
    if (!archive.names.includes('contacts.csv')) throw new FileRefused('missing-files', 'contacts.csv');
    const records = recordKinds
      .filter((kind) => archive.names.includes(`${kind}.csv`))
      .map((kind) => ({ kind, rows: () => readMember(archive, `${kind}.csv`) }));
    return await use({ encoding: 'zip', separator: ',', contacts: () => readMember(archive, 'contacts.csv'), records });
  } finally {
    archive.close();
  }
}

const ownEncoding: { encoding: Encoding; separator: string } = { encoding: 'utf-8', separator: ',' };

async function* readMember(archive: Archive, name: string): AsyncGenerator<TableRow> {
  yield* readCsv(await archive.read(name), ownEncoding);
}
