import { sql } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { enqueue } from '../jobs/enqueue.ts';
import type { JobPayloads } from '../jobs/names.ts';
import { recordAudit } from '../organizers/record-audit.ts';
import { teamOf } from './team-of.ts';

/** How many contacts are looked at in one transaction: none of them waits long for it. */
const atOnce = 2_000;

type Reassigning = JobPayloads['teams.reassign'];

/**
 * Finds anew the team of the contacts that live at a team's prefixes, those it had (`before`) and those it has: of those
 * without one, and of those in the team that their postal code found until then. Another one was given by hand.
 *
 * So many at a time, in the order of their postal codes; what is left to do is a job of its own, enqueued in the same
 * transaction, so that a process that is killed goes on where it was. What a team is now counts at each step: teams
 * that are saved meanwhile come to the same end in whatever order. @returns how many this step has moved, and whether
 * there is more.
 */
export async function reassignTeam(tx: Tx, job: Reassigning): Promise<{ moved: number; more: boolean }> {
  let { starts, from } = job;
  let moved = 0;
  for (let room = atOnce; starts.length > 0 && room > 0; ) {
    const step = await place(tx, job, { start: starts[0] ?? '', from }, room);
    moved += step.moved;
    room -= step.seen;
    // Everyone of one code goes together: a code is the place to go on from.
    from = step.upTo ?? '';
    if (step.upTo === undefined) starts = starts.slice(1);
  }
  if (starts.length === 0) return { moved, more: false };
  await enqueue(tx, 'teams.reassign', { ...job, starts, from, moved: job.moved + moved }, { key: keyOf(job) });
  return { moved, more: true };
}

/** What the background step of a team's saving does: the next so many, and at the end an entry of the audit log. */
export async function goOnReassigning({ db, clock }: Pick<Deps, 'db' | 'clock'>, job: Reassigning): Promise<void> {
  await db.transaction(async (tx) => {
    const { moved, more } = await reassignTeam(tx, job);
    if (more) return;
    const { organizerId, teamId } = job;
    const count = job.moved + moved;
    if (count > 0) await enqueue(tx, 'outreach.reassign', {});
    await recordAudit(tx, { organizerId, action: 'team.placed', detail: { team: teamId }, count, at: clock.now() });
  });
}

/** Under what the job that goes on waits; each saving has one of its own. */
function keyOf({ teamId, savingId }: Reassigning): string {
  return `team:${teamId}:${savingId}`;
}

/**
 * Where the places of two lists of prefixes lie, as beginnings of postal codes as they are written: a prefix has no
 * space, so three signs of it. None of them begins another.
 */
export function startsOf(prefixes: string[]): string[] {
  const starts = [...new Set(prefixes.map((prefix) => prefix.slice(0, 3)))].sort();
  return starts.filter((one) => !starts.some((other) => other !== one && one.startsWith(other)));
}

/**
 * Finds the team of about so many contacts anew, those whose postal codes begin with `start` and come behind `from`.
 * `upTo` is the last code of them; undefined where there are no more.
 */
async function place(
  tx: Tx,
  { teamId, before }: Pick<Reassigning, 'teamId' | 'before'>,
  { start, from }: { start: string; from: string },
  room: number,
): Promise<{ seen: number; moved: number; upTo: string | undefined }> {
  const inRange = sql`postal_code ~>=~ ${start} and postal_code ~<~ ${`${start}~`} and postal_code ~>~ ${from}`;
  const [last] = await tx.execute<{ code: string }>(sql`
    select postal_code as code from contacts where ${inRange}
    order by postal_code using ~<~ offset ${room - 1} limit 1`);
  const upTo = last ? sql`and postal_code ~<=~ ${last.code}` : sql``;
  const had = sql`select json_array_elements_text(${JSON.stringify(before)}::json)`;
  const [row] = await tx.execute<{ seen: number; moved: number }>(sql`
    with teams_before as materialized (
      -- A prefix that it had and another team has now was taken up since.
      select id, array(select unnest(postal_prefixes) except ${had}) as postal_prefixes
      from teams where id <> ${teamId}::uuid
      union all
      select ${teamId}::uuid, array(${had})
    ), found as materialized (
      select c.id, ${teamOf(sql`c.postal_code`)} as team_id,
        ${teamOf(sql`c.postal_code`, sql`teams_before`)} as until_now
      from contacts c where c.id in (select id from contacts where ${inRange} ${upTo})
      -- As sign-ups lock them.
      order by c.email for no key update of c
    ), changed as (
      update contacts set team_id = found.team_id, updated_at = now() from found
      where contacts.id = found.id and contacts.team_id is distinct from found.team_id
        and (contacts.team_id is null or contacts.team_id = found.until_now)
      returning contacts.id
    )
    select (select count(*) from found)::int as seen, (select count(*) from changed)::int as moved`);
  return { seen: row?.seen ?? 0, moved: row?.moved ?? 0, upTo: last?.code };
}
