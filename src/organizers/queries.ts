import { eq } from 'drizzle-orm';
import type { Db } from '../db/client.ts';
import { organizers } from './table.ts';

export type Organizer = typeof organizers.$inferSelect;
/** The organizer who has an address, whatever its case. */
export async function findOrganizer(db: Db, email: string): Promise<Organizer | undefined> {
  const [organizer] = await db.select().from(organizers).where(eq(organizers.email, email.trim().toLowerCase()));
  return organizer;
}

/** The owners, by name: whom to ask for a right. */
export async function listOwners(db: Db): Promise<Pick<Organizer, 'id' | 'name' | 'email'>[]> {
  const { id, name, email } = organizers;
  return await db.select({ id, name, email }).from(organizers).where(eq(organizers.role, 'owner')).orderBy(name, email);
}

/** How many people may sign in. */
export async function countOrganizers(db: Db): Promise<number> {
  return await db.$count(organizers);
}
