import { desc, eq, type SQL, sql } from 'drizzle-orm';
import { contacts } from '../contacts/table.ts';
import type { Db } from '../db/client.ts';
import { bulkActs } from './table.ts';

export type BulkAct = typeof bulkActs.$inferSelect;

/** The latest acts, the newest first. */
export async function listBulkActs(db: Db, limit: number): Promise<BulkAct[]> {
  return await db.select().from(bulkActs).orderBy(desc(bulkActs.createdAt), desc(bulkActs.id)).limit(limit);
}

export async function findBulkAct(db: Db, id: string): Promise<BulkAct | undefined> {
  const [act] = await db.select().from(bulkActs).where(eq(bulkActs.id, id));
  return act;
}

/** The first few of those whom an act would be done to, for the eye to check. */
export async function firstContacts(
  db: Db,
  condition: SQL | undefined,
  limit: number,
): Promise<{ id: string; name: string; email: string }[]> {
  return await db
    .select({
      id: contacts.id,
      name: sql<string>`trim(${contacts.firstName} || ' ' || ${contacts.lastName})`,
      email: contacts.email,
    })
    .from(contacts)
    .where(condition)
    .orderBy(desc(contacts.id))
    .limit(limit);
}
