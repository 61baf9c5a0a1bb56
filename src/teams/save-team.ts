import { eq, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { Deps } from '../deps.ts';
import { enqueue } from '../jobs/enqueue.ts';
import { recordAudit } from '../organizers/record-audit.ts';
import { standOf, type TeamInput } from './form.ts';
import { canLead, takenPrefix } from './queries.ts';
import { reassignTeam, startsOf } from './reassign-team.ts';
import { teams } from './table.ts';

/** `was`: the team that the change was made to, as `standOf` gives it; left out where that is not known. */
export type TeamSave = { id: string; team: TeamInput; was?: string | undefined; by: string };
/**
 * `moved`: how many contacts have another team, or their first, or none any more; `more`: others follow in the
 * background.
 */
export type TeamSaved =
  | { ok: true; moved: number; more: boolean }
  | { ok: false; taken: { prefix: string; team: string } }
  /** `changed`: somebody else made another of it meanwhile, and nothing is written. */
  | { ok: false; reason: 'no-leader' | 'changed' };

/**
 * Adds a team, or changes the one of that id, and where its prefixes changed puts the contacts of its places into it:
 * those that no team has, and those whose postal code another prefix finds now. Who was given to a team by hand stays
 * there. A few thousand go at once, the others in the background. Saved twice is saved once.
 */
export async function saveTeam(deps: Deps, { id, team, was: drawn, by }: TeamSave): Promise<TeamSaved> {
  return await deps.db.transaction(async (tx) => {
    // One at a time: two teams that take the same prefix at once would both find it free.
    await tx.execute(sql`lock table ${teams} in share row exclusive mode`);
    const [before] = await tx.select().from(teams).where(eq(teams.id, id));
    // Sent twice it is already as it is to be.
    const known = [drawn, standOf(team)];
    if (drawn !== undefined && before && !known.includes(standOf(before))) return { ok: false, reason: 'changed' };
    const taken = await takenPrefix(tx, team.postalPrefixes, id);
    if (taken) return { ok: false, taken };
    if (team.leaderId !== null && !(await canLead(tx, team.leaderId))) return { ok: false, reason: 'no-leader' };
    const at = deps.clock.now();
    await tx
      .insert(teams)
      .values({ id, ...team, createdAt: at })
      .onConflictDoUpdate({ target: teams.id, set: team });
    const was = before?.postalPrefixes ?? [];
    const all = [...was, ...team.postalPrefixes];
    const isSame = all.every((prefix) => was.includes(prefix) && team.postalPrefixes.includes(prefix));
    const { moved, more } = await reassignTeam(tx, {
      teamId: id,
      savingId: uuidv7(),
      organizerId: by,
      before: was,
      starts: isSame ? [] : startsOf(all),
      from: '',
      moved: 0,
    });
    // Whom its leader, or that of the team they were in, sees no longer is somebody else's to answer.
    const isOthers = before?.leaderId && before.leaderId !== team.leaderId;
    if (isOthers || moved > 0) await enqueue(tx, 'outreach.reassign', {});
    const action = before ? 'team.changed' : 'team.added';
    const detail = { team: id, name: team.name, prefixes: team.postalPrefixes.join(' '), leader: team.leaderId };
    await recordAudit(tx, { organizerId: by, action, detail, count: moved, at });
    return { ok: true, moved, more };
  });
}
