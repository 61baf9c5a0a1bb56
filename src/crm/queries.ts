import { asc, eq, sql } from 'drizzle-orm';
import type { Db, Tx } from '../db/client.ts';
import { crmConnectors, crmRuns } from './table.ts';

export type CrmConnector = typeof crmConnectors.$inferSelect;

/** One connector, whatever its state; undefined where there is none. `id` must be a UUID. */
export async function findCrm(db: Db | Tx, id: string): Promise<CrmConnector | undefined> {
  return (await db.select().from(crmConnectors).where(eq(crmConnectors.id, id)))[0];
}

/** Connectors by name, those that were disconnected last. */
export async function allCrms(db: Db | Tx): Promise<CrmConnector[]> {
  return await db
    .select()
    .from(crmConnectors)
    .orderBy(asc(sql`${crmConnectors.state} = 'disconnected'`), asc(sql`lower(${crmConnectors.name})`));
}

/** One run, whatever its state. `id` must be a UUID. */
export async function findRun(db: Db | Tx, id: string) {
  return (await db.select().from(crmRuns).where(eq(crmRuns.id, id)))[0];
}
