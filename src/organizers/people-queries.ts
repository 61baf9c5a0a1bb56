import { and, desc, eq, gt, sql } from 'drizzle-orm';
import type { Db } from '../db/client.ts';
import { contacts, teams } from '../db/schema.ts';
import type { Organizer } from './queries.ts';
import { organizerPasskeys, organizerSessions, organizers } from './table.ts';

/** An organizer as the list shows them. */
export type ListedOrganizer = Pick<
  Organizer,
  'id' | 'name' | 'email' | 'role' | 'lastSignedInAt' | 'twoFactorEnabled'
> & { passkeys: number };

/** A session as its owner knows it again. */
export type ListedSession = Pick<typeof organizerSessions.$inferSelect, 'id' | 'createdAt' | 'updatedAt' | 'userAgent'>;

/** Everyone who may sign in, by role and name. */
export async function listOrganizers(db: Db): Promise<ListedOrganizer[]> {
  const passkeys = db.$count(organizerPasskeys, eq(organizerPasskeys.userId, organizers.id));
  const { id, name, email, role, lastSignedInAt, twoFactorEnabled } = organizers;
  return await db
    .select({ id, name, email, role, lastSignedInAt, twoFactorEnabled, passkeys })
    .from(organizers)
    .orderBy(sql`array_position(array['owner', 'organizer', 'leader', 'viewer'], ${role})`, name, email);
}

/** One of them; undefined where there is none. */
export async function findOrganizerById(db: Db, id: string): Promise<ListedOrganizer | undefined> {
  const all = await listOrganizers(db);
  return all.find((one) => one.id === id);
}

/** Where an organizer is signed in, the latest first. */
export async function listSessions(db: Db, organizerId: string, now: Date): Promise<ListedSession[]> {
  const { id, createdAt, updatedAt, userAgent, userId, expiresAt } = organizerSessions;
  return await db
    .select({ id, createdAt, updatedAt, userAgent })
    .from(organizerSessions)
    .where(and(eq(userId, organizerId), gt(expiresAt, now)))
    .orderBy(desc(updatedAt), desc(createdAt));
}

/** What would be left behind: whose owner and which teams' leader someone is. */
export async function countLeftBehind(db: Db, organizerId: string): Promise<{ contacts: number; teams: number }> {
  const [owned, led] = await Promise.all([
    db.$count(contacts, eq(contacts.ownerId, organizerId)),
    db.$count(teams, eq(teams.leaderId, organizerId)),
  ]);
  return { contacts: owned, teams: led };
}

/** Whether those whom an organizer leads are shown their address. */
export async function sharesAddress(db: Db, organizerId: string): Promise<boolean> {
  return (await db.$count(organizers, and(eq(organizers.id, organizerId), eq(organizers.sharesAddress, true)))) > 0;
}
