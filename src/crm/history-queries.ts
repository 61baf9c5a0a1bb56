import { and, desc, eq, inArray, isNull, sql } from 'drizzle-orm';
import { contacts } from '../contacts/table.ts';
import type { Db } from '../db/client.ts';
import type { Description } from './connector.ts';
import { crmConnectors, crmPushes, crmSyncStates } from './table.ts';

/** Where a contact stands at one connector. */
export type ContactStanding = typeof crmSyncStates.$inferSelect & {
  connector: string;
  connected: boolean;
};
/** What was sent of a contact once, and what came of it. */
export type ContactPush = typeof crmPushes.$inferSelect & { connector: string; description: Description | null };

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
  const pushes = await db
    .select()
    .from(crmPushes)
    .where(eq(crmPushes.contactId, contactId))
    .orderBy(desc(crmPushes.id))
    .limit(limit);
  const { id, name, description } = crmConnectors;
  const ids = [...new Set(pushes.map(({ connectorId }) => connectorId))];
  const connectors = await db.select({ id, name, description }).from(crmConnectors).where(inArray(id, ids));
  const known = new Map(connectors.map((one) => [one.id, one]));
  return pushes.map((push) => {
    const connector = known.get(push.connectorId);
    return { ...push, connector: connector?.name ?? '', description: connector?.description ?? null };
  });
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
