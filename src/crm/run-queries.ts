import { and, asc, desc, eq } from 'drizzle-orm';
import { contacts } from '../contacts/table.ts';
import type { Db } from '../db/client.ts';
import { organizers } from '../organizers/table.ts';
import { shownName } from './history-queries.ts';
import { crmFindings, crmRuns } from './table.ts';

/** A pass over everybody, and the name of who began it. */
export type CrmRun = typeof crmRuns.$inferSelect & { organizer: string | null };
export type CrmFinding = { contactId: string; name: string; what: string; detail: Record<string, unknown> };

/** A connector's passes, the newest first. */
export async function listRuns(db: Db, connectorId: string, limit: number): Promise<CrmRun[]> {
  const rows = await db
    .select({ run: crmRuns, organizer: organizers.name })
    .from(crmRuns)
    .leftJoin(organizers, eq(organizers.id, crmRuns.organizerId))
    .where(eq(crmRuns.connectorId, connectorId))
    .orderBy(desc(crmRuns.id))
    .limit(limit);
  return rows.map(({ run, organizer }) => ({ ...run, organizer }));
}

/** One pass of a connector; undefined where there is none. `id` must be a UUID. */
export async function findRun(db: Db, connectorId: string, id: string): Promise<CrmRun | undefined> {
  const [row] = await db
    .select({ run: crmRuns, organizer: organizers.name })
    .from(crmRuns)
    .leftJoin(organizers, eq(organizers.id, crmRuns.organizerId))
    .where(and(eq(crmRuns.connectorId, connectorId), eq(crmRuns.id, id)));
  return row && { ...row.run, organizer: row.organizer };
}

/** What a pass found of single contacts, the first so many. */
export async function listFindings(db: Db, runId: string, limit: number): Promise<CrmFinding[]> {
  return await db
    .select({
      contactId: crmFindings.contactId,
      name: shownName(),
      what: crmFindings.what,
      detail: crmFindings.detail,
    })
    .from(crmFindings)
    .innerJoin(contacts, eq(contacts.id, crmFindings.contactId))
    .where(eq(crmFindings.runId, runId))
    .orderBy(asc(crmFindings.what), asc(crmFindings.contactId))
    .limit(limit);
}
