import { eq, sql } from 'drizzle-orm';
import type { Db } from '../db/client.ts';
import { organizers } from '../organizers/table.ts';
import { teams } from '../teams/table.ts';

/** A contact's team as they see it: its name, the name of whoever leads it, and their address where they share it. */
export type OwnTeam = { name: string; leader: string | null; address: string | null };

/** Undefined for who is in none. An address is told only by its owner's choice, made at their own account. */
export async function findOwnTeam(db: Db, teamId: string | null): Promise<OwnTeam | undefined> {
  if (teamId === null) return undefined;
  const [team] = await db
    .select({
      name: teams.name,
      leader: sql<string | null>`nullif(${organizers.name}, '')`,
      address: sql<string | null>`case when ${organizers.sharesAddress} then ${organizers.email} end`,
    })
    .from(teams)
    .leftJoin(organizers, eq(organizers.id, teams.leaderId))
    .where(eq(teams.id, teamId));
  return team;
}
