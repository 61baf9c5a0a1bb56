import { eq, sql } from 'drizzle-orm';
import type { Db } from '../db/client.ts';
import { organizers } from '../organizers/table.ts';
import { teams } from '../teams/table.ts';

/** A contact's team as they see it: its name, and the name of whoever leads it. */
export type OwnTeam = { name: string; leader: string | null };

/** Undefined for who is in none. An address is not told: the leader's name is how the team knows them. */
export async function findOwnTeam(db: Db, teamId: string | null): Promise<OwnTeam | undefined> {
  if (teamId === null) return undefined;
  const [team] = await db
    .select({ name: teams.name, leader: sql<string | null>`nullif(${organizers.name}, '')` })
    .from(teams)
    .leftJoin(organizers, eq(organizers.id, teams.leaderId))
    .where(eq(teams.id, teamId));
  return team;
}
