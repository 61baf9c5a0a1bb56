import { eq, sql } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { recordAudit } from '../organizers/record-audit.ts';
import type { TeamInput } from './form.ts';
import { canLead, takenPrefix } from './queries.ts';
import { teams } from './table.ts';
import { teamOf } from './team-of.ts';

export type TeamSave = { id: string; team: TeamInput; by: string };
/** `moved`: how many contacts have another team, or their first, or none any more. */
export type TeamSaved =
  | { ok: true; moved: number }
  | { ok: false; taken: { prefix: string; team: string } }
  | { ok: false; reason: 'no-leader' };

/**
 * Adds a team, or changes the one of that id, and where its prefixes changed puts the contacts of its places into it:
 * those that no team has, and those whose postal code another prefix finds now. Who was given to a team by hand stays
 * there. Saved twice is saved once.
 */
export async function saveTeam(deps: Deps, { id, team, by }: TeamSave): Promise<TeamSaved> {
  return await deps.db.transaction(async (tx) => {
    // One at a time: two teams that take the same prefix at once would both find it free.
    await tx.execute(sql`lock table ${teams} in share row exclusive mode`);
    const taken = await takenPrefix(tx, team.postalPrefixes, id);
    if (taken) return { ok: false, taken };
    if (team.leaderId !== null && !(await canLead(tx, team.leaderId))) return { ok: false, reason: 'no-leader' };
    const [before] = await tx.select().from(teams).where(eq(teams.id, id));
    const at = deps.clock.now();
    await tx
      .insert(teams)
      .values({ id, ...team, createdAt: at })
      .onConflictDoUpdate({ target: teams.id, set: team });
    const moved = await reassign(tx, { id, before: before?.postalPrefixes ?? [], now: team.postalPrefixes });
    const action = before ? 'team.changed' : 'team.added';
    const detail = { team: id, name: team.name, prefixes: team.postalPrefixes.join(' '), leader: team.leaderId };
    await recordAudit(tx, { organizerId: by, action, detail, count: moved, at });
    return { ok: true, moved };
  });
}

/**
 * Finds anew the team of the contacts that live at a team's prefixes, those it had and those it has: of those without
 * one, and of those in the team that their postal code found until now. Another one was given by hand. @returns how many.
 */
async function reassign(tx: Tx, team: { id: string; before: string[]; now: string[] }): Promise<number> {
  const prefixes = [...team.before, ...team.now];
  if (prefixes.every((prefix) => team.before.includes(prefix) && team.now.includes(prefix))) return 0;
  const starts = JSON.stringify(prefixes.map((prefix) => prefix.slice(0, 3)));
  const teamsBefore = sql`(
    select id, postal_prefixes from teams where id <> ${team.id}::uuid
    union all
    select ${team.id}::uuid, array(select json_array_elements_text(${JSON.stringify(team.before)}::json)))`;
  const [row] = await tx.execute<{ count: number }>(sql`
    with changed as (
      update contacts set team_id = found.team_id, updated_at = now()
      from (
        select c.id, ${teamOf(sql`c.postal_code`)} as team_id, ${teamOf(sql`c.postal_code`, teamsBefore)} as until_now
        from json_array_elements_text(${starts}::json) as p (prefix)
        -- As 'like prefix%' does with a constant one: these operators read the index on postal codes.
        join contacts c on c.postal_code ~>=~ p.prefix and c.postal_code ~<~ (p.prefix || '~')
      ) as found
      where contacts.id = found.id and contacts.team_id is distinct from found.team_id
        and (contacts.team_id is null or contacts.team_id = found.until_now)
      returning contacts.id
    ) select count(distinct id)::int as count from changed`);
  return row?.count ?? 0;
}
