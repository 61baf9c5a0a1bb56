import type { Deps } from '../deps.ts';
import { recordAudit } from '../organizers/record-audit.ts';
import { openCopyConnection, type Tally } from './copy-out.ts';
import { type ExportRequest, losslessFiles, recordBegun } from './export-csv.ts';

/** Takes what a file holds, piece by piece. */
type WriteFile = (name: string, pieces: AsyncIterable<Uint8Array>) => Promise<void>;

/** Writes everything that Terrain's own import takes back, file by file, all of one moment; says how many lines each has. */
export async function exportFolder(
  deps: Deps,
  request: ExportRequest,
  write: WriteFile,
): Promise<({ name: string } & Tally)[]> {
  const { organizerId, filter, form } = request;
  const written: ({ name: string } & Tally)[] = [];
  await recordBegun(deps, request);
  let complete = false;
  const connection = await openCopyConnection(deps, new AbortController().signal);
  try {
    for (const [name, statement] of losslessFiles(filter)) {
      const file = { name, rows: 0 };
      written.push(file);
      await write(name, connection.pieces(statement, file));
    }
    complete = true;
    return written;
  } finally {
    await connection.close();
    await recordAudit(deps.db, {
      organizerId,
      action: 'records.exported',
      detail: { what: form.what, campaign: form.campaign || null, complete },
      count: written[0]?.rows ?? 0,
      at: deps.clock.now(),
    });
  }
}
