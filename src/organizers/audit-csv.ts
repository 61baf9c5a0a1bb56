import type { Deps } from '../deps.ts';
import { csvLine } from '../ui/csv-line.ts';
import type { AuditFilter } from './audit-form.ts';
import { type AuditLine, allAuditEntries, countAuditEntries } from './audit-queries.ts';
import { recordAudit } from './record-audit.ts';

const header = 'id,at,organizer_id,organizer,action,people,detail\n';

/**
 * The audit log as CSV (RFC 4180, lines ended by LF), newest first, a piece for each thousand entries. That it was taken
 * out is an entry itself, written before the first piece leaves; it is not in its own file.
 */
export async function exportAudit(
  deps: Deps,
  request: { filter: AuditFilter; organizerId: string },
): Promise<AsyncGenerator<string>> {
  const { filter, organizerId } = request;
  const part = { filter, timezone: deps.config.timezone };
  const entries = await countAuditEntries(deps.db, part);
  const pieces = writePieces(allAuditEntries(deps.db, part));
  const first = await pieces.next();
  const chosen = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== ''));
  const detail = { entries, ...chosen };
  await recordAudit(deps.db, { organizerId, action: 'audit.exported', detail, at: deps.clock.now() });
  return (async function* () {
    if (!first.done) yield first.value;
    yield* pieces;
  })();
}

async function* writePieces(pages: AsyncGenerator<AuditLine[]>): AsyncGenerator<string> {
  let front = header;
  for await (const page of pages) {
    yield front + page.map(writeLine).join('');
    front = '';
  }
  if (front !== '') yield front;
}

function writeLine({ id, at, organizerId, organizer, removed, action, count, detail }: AuditLine): string {
  return csvLine([id, at.toISOString(), organizerId, organizer ?? removed, action, count, JSON.stringify(detail)]);
}
