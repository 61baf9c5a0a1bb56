import type { Deps } from '../deps.ts';
import { recordAudit } from '../organizers/record-audit.ts';
import { kindsOf } from '../segments/form.ts';
import { type ContactsFilter, contactsCsvStatement } from './contacts-csv.ts';
import { openCopyConnection, type Tally } from './copy-out.ts';
import type { ExportForm } from './form.ts';
import { sheetStatement } from './sheets/sheet.ts';
import { losslessSheets, sheets } from './sheets/sheets.ts';
import { zipOf } from './zip.ts';

/** Who takes what out. */
export type ExportRequest = { organizerId: string | null; form: ExportForm; filter: ContactsFilter };

const byteOrderMark = Uint8Array.of(0xef, 0xbb, 0xbf);

/**
 * Streams an export, in pieces of about 64 KB. The audit log has it before anything leaves, so that a process that is
 * killed leaves a trace too, and once more with how many when it ends, however it ends.
 *
 * @param signal ends it at once.
 * @param tally is told how many contacts, or lines of a sheet, have gone out so far.
 * @throws what Postgres says, when it fails half-way; the answer must then be broken off rather than ended.
 */
export async function* exportCsv(
  deps: Deps,
  request: ExportRequest,
  signal: AbortSignal,
  tally: Tally = { rows: 0 },
): AsyncGenerator<Uint8Array> {
  const { form, organizerId } = request;
  let complete = false;
  await recordBegun(deps, request);
  try {
    signal.throwIfAborted();
    const connection = await openCopyConnection(deps, signal);
    try {
      if (form.what === 'everything') {
        yield* zipOf(
          files(request, (statement, one) => connection.pieces(statement, one), tally),
          deps.clock.now(),
        );
      } else {
        if (form.bom) yield byteOrderMark;
        yield* connection.pieces(statementOf(request), tally);
      }
      complete = true;
    } finally {
      await connection.close();
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await recordAudit(deps.db, {
      organizerId,
      action: form.what === 'contacts' ? 'contacts.exported' : 'records.exported',
      detail: { ...auditDetail(request), complete },
      count: tally.rows,
      at: deps.clock.now(),
    });
  }
}

/** An entry that an export begins. */
export async function recordBegun(deps: Deps, request: ExportRequest): Promise<void> {
  const { organizerId } = request;
  const at = deps.clock.now();
  await recordAudit(deps.db, { organizerId, action: 'export.begun', detail: auditDetail(request), at });
}

function auditDetail({ form, filter }: ExportRequest) {
  const { what, preset, campaign, columns } = form;
  // By its name where it is saved. What was typed into the others' conditions could be a person's, and the log keeps
  // for ever what it has.
  const segment = filter.segmentName ?? (form.filter && { kinds: kindsOf(form.filter) });
  const isContacts = what === 'contacts';
  return {
    ...(isContacts ? { format: 'csv', preset } : { what }),
    campaign: campaign || null,
    ...(segment === undefined ? {} : { segment }),
    ...(columns.length === 0 ? {} : { columns: columns.join(' ') }),
  };
}

type Pieces = (statement: string, tally: Tally) => AsyncGenerator<Uint8Array>;

/** The files of everything; it is the contacts that are counted. */
function* files({ filter }: ExportRequest, pieces: Pieces, contacts: Tally) {
  for (const [name, statement] of losslessFiles(filter)) {
    yield { name, pieces: pieces(statement, name === 'contacts.csv' ? contacts : { rows: 0 }) };
  }
}

/** Every file that Terrain's own import takes back, with the statement that writes it. */
export function losslessFiles(filter: ContactsFilter): [name: string, statement: string][] {
  return [
    ['contacts.csv', contactsCsvStatement(filter)],
    ...losslessSheets.map((name): [string, string] => [
      `${name}.csv`,
      sheetStatement(sheets[name], { ...filter, peopleOnly: true }),
    ]),
  ];
}

/** The statement of one file. */
function statementOf({ form, filter }: ExportRequest): string {
  const { what, preset, columns, separator } = form;
  if (what === 'everything') throw new Error('everything is more than one file');
  if (what === 'contacts') return contactsCsvStatement({ ...filter, preset, columns, separator });
  return sheetStatement(sheets[what], { ...filter, columns, separator });
}
