import { asc, eq } from 'drizzle-orm';
import type { Db, Tx } from '../db/client.ts';
import { pledges } from './table.ts';

export type Pledge = typeof pledges.$inferSelect;

export async function pledgesOfSignup(db: Db | Tx, signupId: string): Promise<Pledge[]> {
  return await db.select().from(pledges).where(eq(pledges.signupId, signupId)).orderBy(asc(pledges.id));
}

export async function pledgesOfContact(db: Db | Tx, contactId: string): Promise<Pledge[]> {
  return await db.select().from(pledges).where(eq(pledges.contactId, contactId)).orderBy(asc(pledges.id));
}
