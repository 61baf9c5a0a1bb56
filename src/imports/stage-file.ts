import { sql } from 'drizzle-orm';
import { campaigns } from '../campaigns/table.ts';
import { loadPhoneParser, type PhoneParser } from '../contacts/phone.ts';
import type { Deps } from '../deps.ts';
import { copyIn } from './copy-in.ts';
import { headerKey, mapHeaders } from './headers-form.ts';
import { type Checked, FileRefused, type ImportSettings, type Mapping, type Target } from './import-form.ts';
import { normaliseRow, type RowReader, type StagedRow } from './normalise-row.ts';
import type { OpenFile, RecordKind } from './open-file.ts';
import type { TableRow } from './read-csv.ts';
import { readRecord } from './read-record.ts';
import { restoreCell } from './restore-cell.ts';

/** What a file turned out to hold. */
export type Staged = {
  headers: string[];
  mapping: Mapping;
  samples: string[][];
  rows: number;
  records: Partial<Record<RecordKind, number>>;
  /** How many lines of them are left out, and the first of them: they cannot be what they say, or not here. */
  badRecords: number;
  badLines: Checked['refusals'];
  /** How many cells of consent cannot be read, and the first of them. */
  unread: number;
  unreadCells: Checked['refusals'];
};

const sampleRows = 5;
/** So many of what is left out are told. */
const told = 12;
/** So many first rows say whether a column without a known name holds addresses. */
const lookedAt = 50;

/**
 * Reads an import's file into its staging tables, replacing what they held of it. `onRow` is told how far it is.
 * @throws FileRefused, with nothing staged.
 */
export async function stageFile(
  deps: Deps,
  importId: string,
  file: OpenFile,
  settings: ImportSettings,
  onRow: (number: number) => void,
): Promise<Staged> {
  await deps.db.execute(sql`delete from import_rows where import_id = ${importId}`);
  await deps.db.execute(sql`delete from import_records where import_id = ${importId}`);
  const rows = file.contacts()[Symbol.asyncIterator]();
  const first = await take(rows, lookedAt + 1);
  const [header, ...samples] = first;
  if (!header) throw new FileRefused('empty');
  if (samples.length === 0) throw new FileRefused('header-only');
  const reader = readerOf(header, samples, file, settings, await loadPhoneParser());
  const staged: Staged = {
    headers: reader.headers,
    mapping: reader.mapping,
    // Cut inside a character, it could not be kept.
    samples: samples.slice(0, sampleRows).map(({ cells }) => cells.map((cell) => cell.slice(0, 100).toWellFormed())),
    rows: 0,
    records: {},
    badRecords: 0,
    badLines: [],
    unread: 0,
    unreadCells: [],
  };
  const all = async function* () {
    for await (const row of chain(samples, rows)) {
      staged.rows += 1;
      onRow(row.number);
      const staging = normaliseRow(row, reader);
      if (staging.unread !== '') noteUnread(staged, staging);
      yield toCells(importId, staging);
    }
  };
  await copyIn(deps, 'import_rows', columns, all());
  const slugs = new Set((await deps.db.select({ slug: campaigns.slug }).from(campaigns)).map(({ slug }) => slug));
  const isLost = (kind: RecordKind, line: Record<string, string>) =>
    kind === 'consents' && settings.trustLedger && isGrantElsewhere(line, slugs);
  let last = 0;
  for (const { kind, rows: records } of file.records) {
    const from = last;
    await copyIn(deps, 'import_records', ['import_id', 'number', 'kind', 'data'], recordCells());
    staged.records[kind] = last - from;
    async function* recordCells() {
      let headers: string[] | undefined;
      for await (const { number, cells } of records()) {
        if (!headers) {
          headers = cells;
          continue;
        }
        last += 1;
        const line = Object.fromEntries(headers.map((name, index) => [name, restoreCell(cells[index] ?? '')]));
        const data = readRecord(kind, line);
        if (!data) noteBad(staged, { number, fault: 'bad-record', detail: `${kind}.csv` });
        else if (isLost(kind, data)) noteBad(staged, { number, fault: 'unknown-campaign', detail: slugOf(data) });
        else yield [importId, last, kind, JSON.stringify(data)];
      }
    }
  }
  return staged;
}

/** Whether a line of the ledger is a yes to a campaign that is not here. A no counts whoever it was said to. */
function isGrantElsewhere({ action, campaign = '' }: Record<string, string>, slugs: Set<string>): boolean {
  return action === 'granted' && campaign !== '' && !slugs.has(campaign);
}

function slugOf({ campaign = '' }: Record<string, string>): string {
  return campaign.slice(0, 80).toWellFormed();
}

function noteBad(staged: Staged, line: Checked['refusals'][number]): void {
  staged.badRecords += 1;
  if (staged.badRecords <= told) staged.badLines.push(line);
}

function noteUnread(staged: Staged, { number, unread }: StagedRow): void {
  staged.unread += 1;
  if (staged.unread <= told) staged.unreadCells.push({ number, fault: 'unread-cell', detail: unread });
}

function readerOf(
  header: TableRow,
  samples: TableRow[],
  file: OpenFile,
  settings: ImportSettings,
  parsePhone: PhoneParser,
): RowReader {
  const headers = header.cells.map((cell) => restoreCell(cell).trim());
  refuseDuplicates(headers);
  const isOwn = headers.includes('email_consent_at') && headers.includes('address_confirmed_at');
  const kinds = file.records.map(({ kind }) => kind);
  // What a file of its own says better is not taken from the contacts' columns.
  const elsewhere: (Target | null)[] = [
    kinds.includes('consents') ? 'mail' : null,
    kinds.includes('suppressions') ? 'suppressed' : null,
    kinds.includes('tags') ? 'tags' : null,
  ];
  const mapping = (settings.mapping ?? withAddresses(mapHeaders(headers), samples)).map((target) =>
    elsewhere.includes(target) ? null : target,
  );
  if (!mapping.includes('email') && !mapping.includes('id')) throw new FileRefused('no-address-column');
  return { headers, mapping, isOwn, parsePhone };
}

function refuseDuplicates(headers: string[]): void {
  const seen = new Set<string>();
  for (const header of headers) {
    const key = headerKey(header);
    if (key !== '' && seen.has(key)) throw new FileRefused('duplicate-headers', header.slice(0, 80).toWellFormed());
    seen.add(key);
  }
}

/** Where no header says so, the first column that mostly holds addresses is the address. */
function withAddresses(mapping: Mapping, samples: TableRow[]): Mapping {
  if (mapping.includes('email')) return mapping;
  const found = mapping.findIndex((target, index) => {
    const held = samples.filter(({ cells }) => /^\S+@\S+\.\S+$/.test((cells[index] ?? '').trim()));
    return target === null && held.length > samples.length / 2;
  });
  return mapping.map((target, index) => (index === found ? 'email' : target));
}

async function take(rows: AsyncIterator<TableRow>, count: number): Promise<TableRow[]> {
  const taken: TableRow[] = [];
  while (taken.length < count) {
    const { done, value } = await rows.next();
    if (done) break;
    taken.push(value);
  }
  return taken;
}

async function* chain(first: TableRow[], rest: AsyncIterator<TableRow>): AsyncGenerator<TableRow> {
  try {
    yield* first;
    for (;;) {
      const { done, value } = await rest.next();
      if (done) return;
      yield value;
    }
  } finally {
    await rest.return?.();
  }
}

const columns = [
  'import_id',
  'number',
  'refusal',
  'refusal_detail',
  'new_id',
  'note_id',
  'consent_id',
  'texts_id',
  'external_id',
  'email',
  'first_name',
  'first_folded',
  'last_name',
  'last_folded',
  'phone',
  'postal_code',
  'locale',
  'availability',
  'skills',
  'owner',
  'team',
  'tags',
  'note',
  'mail',
  'texts',
  'suppressed',
  'created_at',
  'updated_at',
  'confirmed_at',
];

function toCells(importId: string, row: StagedRow) {
  return [
    importId,
    row.number,
    row.refusal,
    row.refusalDetail,
    row.newId,
    row.noteId,
    row.consentId,
    row.textsId,
    row.externalId,
    row.email,
    row.firstName,
    row.firstFolded,
    row.lastName,
    row.lastFolded,
    row.phone,
    row.postalCode,
    row.locale,
    row.availability,
    row.skills,
    row.owner,
    row.team,
    row.tags ? JSON.stringify(row.tags) : null,
    row.note,
    row.mail,
    row.texts,
    row.suppressed,
    row.createdAt,
    row.updatedAt,
    row.confirmedAt,
  ];
}
