import { sql } from 'drizzle-orm';
import { track } from '../activity/track.ts';
import type { Tx } from '../db/client.ts';
import { leaderSees } from '../organizers/scope.ts';
import { teamOf } from '../teams/team-of.ts';
import { answeredFor, answerWithin, leastTime } from './clock-rules.ts';
import { planPassing } from './plan-passing.ts';
import { planMorning } from './plan-waiting-mails.ts';
import { openRota } from './rota.ts';

type Newcomer = {
  id: string;
  owner_id: string | null;
  /** The owner, where they still answer people. */
  answerer_id: string | null;
  team_id: string | null;
  leader_id: string | null;
  campaign_id: string | null;
  at: string;
};

/**
 * Starts the clock of everyone who signed up and whom nobody has answered lately, and gives them to somebody: whoever
 * has them already and can see them, else their team's leader, else whose turn it is. Doing it again starts nothing twice.
 *
 * The same few statements for one as for many.
 */
export async function startClocks(
  tx: Tx,
  activityIds: string[],
  { now, timezone }: { now: Date; timezone: string },
): Promise<void> {
  const rota = await openRota(tx);
  const newcomers = await findNewcomers(tx, activityIds);
  if (newcomers.length === 0) return;
  const given = newcomers.map((newcomer) => {
    const startedAt = new Date(newcomer.at);
    const dueAt = new Date(Math.max(startedAt.getTime() + answerWithin, now.getTime() + leastTime));
    const owner = newcomer.answerer_id ?? newcomer.leader_id ?? rota.next() ?? null;
    return { ...newcomer, owner, startedAt, dueAt };
  });
  const rows = given.map(({ id, owner, team_id, campaign_id, startedAt, dueAt }) => ({
    contact_id: id,
    owner_id: owner,
    team_id,
    campaign_id,
    started_at: startedAt.toISOString(),
    due_at: dueAt.toISOString(),
  }));
  await tx.execute(sql`
    with given as (
      select * from json_to_recordset(${JSON.stringify(rows)}::json)
        as row(contact_id uuid, owner_id text, team_id uuid, campaign_id uuid, started_at timestamptz, due_at timestamptz)
    ),
    started as (
      insert into contact_clocks (contact_id, campaign_id, owner_id, started_at, due_at, pass_at)
      select contact_id, campaign_id, owner_id, started_at, due_at, due_at from given
      on conflict (contact_id) do update set campaign_id = excluded.campaign_id, owner_id = excluded.owner_id,
        started_at = excluded.started_at, due_at = excluded.due_at, pass_at = excluded.pass_at, stage = 'first',
        passes = 0, tries = 0, ended_at = null, ended_by = null, ending = null
    )
    update contacts set owner_id = given.owner_id, team_id = given.team_id from given
    where contacts.id = given.contact_id
      and (contacts.owner_id, contacts.team_id) is distinct from (given.owner_id, given.team_id)`);
  await track(
    tx,
    given
      .filter(({ owner, owner_id }) => owner !== null && owner !== owner_id)
      .map(({ id, owner, campaign_id }) => {
        return { kind: 'contact.assigned', contactId: id, campaignId: campaign_id, data: { ownerId: owner }, at: now };
      }),
  );
  await rota.save();
  await planPassing(tx);
  await planMorning(tx, { now, timezone });
}

/** Locked in the order in which sign-ups lock them, so that the two cannot wait for each other. */
async function findNewcomers(tx: Tx, activityIds: string[]): Promise<Newcomer[]> {
  const found = await tx.execute<Newcomer>(sql`
    with came as (
      select distinct on (contact_id) contact_id, campaign_id, at from activities
      where id in (select value::uuid from json_array_elements_text(${JSON.stringify(activityIds)}::json))
      order by contact_id, at
    ),
    locked as (
      select contacts.id, owner_id, coalesce(team_id, ${teamOf(sql`contacts.postal_code`)}) as team_id,
        came.campaign_id, came.at
      from came join contacts on contacts.id = came.contact_id
      where not exists (
        select from contact_clocks
        where contact_clocks.contact_id = contacts.id
          and (ended_at is null or ended_at > came.at - ${answeredFor / 1000} * interval '1 second')
      )
      order by contacts.email for no key update of contacts
    )
    select locked.id, owner_id, answerer.id as answerer_id, team_id, leader.id as leader_id, campaign_id, to_json(at) as at
    from locked left join organizers answerer on answerer.id = owner_id and answerer.role <> 'viewer'
        and (answerer.role <> 'leader' or ${leaderSees({
          leader: sql`answerer.id`,
          contact: sql`locked.id`,
          team: sql`locked.team_id`,
        })})
      left join teams on teams.id = team_id
      left join organizers leader on leader.id = teams.leader_id and leader.role <> 'viewer'
    order by locked.at, locked.id`);
  return [...found];
}
