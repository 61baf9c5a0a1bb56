import { and, eq, inArray, ne, sql } from 'drizzle-orm';
import type { Db, Tx } from '../db/client.ts';
import { contacts } from '../db/schema.ts';
import { organizers } from '../organizers/table.ts';
import { teams } from './table.ts';

type Team = typeof teams.$inferSelect;
/** A team with how many contacts it has, and its leader's name. */
export type ListedTeam = Team & { contacts: number; leader: string | null };
/** Who can lead: anyone who may see contacts. */
export type Leader = { id: string; name: string };

/** The teams by name, each with the number of its contacts. */
export async function listTeams(db: Db): Promise<ListedTeam[]> {
  const counted = db.$count(contacts, eq(contacts.teamId, teams.id));
  const rows = await db
    .select({ team: teams, contacts: counted, leader: displayName })
    .from(teams)
    .leftJoin(organizers, eq(organizers.id, teams.leaderId))
    .orderBy(teams.name, teams.id);
  return rows.map(({ team, ...rest }) => ({ ...team, ...rest }));
}

/** One team; undefined where there is none. */
export async function findTeam(db: Db, id: string): Promise<ListedTeam | undefined> {
  const all = await listTeams(db);
  return all.find((team) => team.id === id);
}

/** The organizers who can lead a team or a shift: everyone but viewers, local leaders first. */
export async function listLeaders(db: Db): Promise<Leader[]> {
  return await db
    .select({ id: organizers.id, name: displayName })
    .from(organizers)
    .where(inArray(organizers.role, ['owner', 'organizer', 'leader']))
    .orderBy(sql`${organizers.role} <> 'leader'`, displayName);
}

/** A prefix that another team has already, with that team's name; undefined where all are free. */
export async function takenPrefix(
  tx: Db | Tx,
  prefixes: string[],
  exceptId: string,
): Promise<{ prefix: string; team: string } | undefined> {
  if (prefixes.length === 0) return undefined;
  const others = await tx.select().from(teams).where(ne(teams.id, exceptId));
  for (const { name, postalPrefixes } of others) {
    const prefix = prefixes.find((one) => postalPrefixes.includes(one));
    if (prefix !== undefined) return { prefix, team: name };
  }
  return undefined;
}

/** Whether someone can lead. */
export async function canLead(tx: Db | Tx, organizerId: string): Promise<boolean> {
  const roles = ['owner', 'organizer', 'leader'] as const;
  return (await tx.$count(organizers, and(eq(organizers.id, organizerId), inArray(organizers.role, roles)))) > 0;
}

const displayName = sql<string>`coalesce(nullif(${organizers.name}, ''), ${organizers.email})`;
