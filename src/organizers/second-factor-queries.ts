import { eq } from 'drizzle-orm';
import type { Db } from '../db/client.ts';
import type { Role } from './permissions.ts';
import { organizerPasskeys, organizerTwoFactors, secondFactorRoles } from './table.ts';

export type Passkey = Pick<typeof organizerPasskeys.$inferSelect, 'id' | 'name' | 'createdAt'>;

/** Whether an owner requires a second factor of a role. */
export async function requiresSecondFactor(db: Db, role: Role): Promise<boolean> {
  return (await db.$count(secondFactorRoles, eq(secondFactorRoles.role, role))) > 0;
}

/** The roles of which a second factor is required. */
export async function listSecondFactorRoles(db: Db): Promise<Role[]> {
  const rows = await db.select({ role: secondFactorRoles.role }).from(secondFactorRoles);
  return rows.map(({ role }) => role);
}

/** Whether an organizer has a passkey. */
export async function hasPasskey(db: Db, organizerId: string): Promise<boolean> {
  return (await db.$count(organizerPasskeys, eq(organizerPasskeys.userId, organizerId))) > 0;
}

/** An organizer's passkeys, the oldest first. */
export async function listPasskeys(db: Db, organizerId: string): Promise<Passkey[]> {
  const { id, name, createdAt } = organizerPasskeys;
  const ofOrganizer = eq(organizerPasskeys.userId, organizerId);
  return await db.select({ id, name, createdAt }).from(organizerPasskeys).where(ofOrganizer).orderBy(createdAt, id);
}

/** Where an organizer's authenticator app stands: `waiting` for its first code. */
export async function appState(db: Db, organizerId: string): Promise<'none' | 'waiting' | 'on'> {
  const { verified, userId } = organizerTwoFactors;
  const [app] = await db.select({ verified }).from(organizerTwoFactors).where(eq(userId, organizerId));
  if (!app) return 'none';
  return app.verified ? 'on' : 'waiting';
}
