import type { Deps } from '../deps.ts';
import { recordAudit } from '../organizers/record-audit.ts';
import type { PreparedExport } from './queries.ts';

/**
 * An entry that a prepared export leaves, before its first piece does: it can be fetched for a day, as often as someone
 * likes, and each time is one.
 */
export async function recordFetched(deps: Deps, { organizerId, form, rows }: PreparedExport): Promise<void> {
  const { what, preset, campaign } = form;
  const detail = { what, ...(what === 'contacts' ? { preset } : {}), ...(campaign === '' ? {} : { campaign }) };
  await recordAudit(deps.db, { organizerId, action: 'export.fetched', detail, count: rows, at: deps.clock.now() });
}
