import { and, desc, eq, isNull, sql } from 'drizzle-orm';
import { contacts } from '../contacts/table.ts';
import type { Db } from '../db/client.ts';
import { crmConnectors, crmPushes, crmSyncStates } from './table.ts';

/** Where a contact stands at one connector. */
export type ContactStanding = typeof crmSyncStates.$inferSelect & {
  connector: string;
  connected: boolean;
};
/** What was sent of a contact once, and what came of it. */
export type ContactPush = typeof crmPushes.$inferSelect & { connector: string };

/** Where a contact stands everywhere, by the connectors' age. */
export async function standingsOf(db: Db, contactId: string): Promise<ContactStanding[]> {
  const rows = await db
    .select({ state: crmSyncStates, connector: crmConnectors.name, is: crmConnectors.state })
    .from(crmSyncStates)
    .innerJoin(crmConnectors, eq(crmConnectors.id, crmSyncStates.connectorId))
    .where(eq(crmSyncStates.contactId, contactId))
    .orderBy(crmConnectors.id);
  return rows.map(({ state, connector, is }) => ({ ...state, connector, connected: is !== 'disconnected' }));
}

/** What was sent of a contact and what was answered, the newest first. */
export async function pushesOf(db: Db, contactId: string, limit: number): Promise<ContactPush[]> {
  const rows = await db
    .select({ push: crmPushes, connector: crmConnectors.name })
    .from(crmPushes)
    .innerJoin(crmConnectors, eq(crmConnectors.id, crmPushes.connectorId))
    .where(eq(crmPushes.contactId, contactId))
    .orderBy(desc(crmPushes.id))
    .limit(limit);
  return rows.map(({ push, connector }) => ({ ...push, connector }));
}

/** What a contact is called on a page; undefined where there is none, or they were erased. */
export async function nameOf(db: Db, contactId: string): Promise<string | undefined> {
  const [row] = await db
    .select({ name: shownName() })
    .from(contacts)
    .where(and(eq(contacts.id, contactId), isNull(contacts.erasedAt)));
  return row?.name;
}

/** A contact's name as an expression: the address where there is none. */
export function shownName() {
  return sql<string>`coalesce(nullif(trim(${contacts.firstName} || ' ' || ${contacts.lastName}), ''), ${contacts.email})`;
}
