import { sql } from 'drizzle-orm';
import { track } from '../activity/track.ts';
import type { Tx } from '../db/client.ts';
import { eachPass } from './clock-rules.ts';
import { planPassing } from './plan-passing.ts';
import { openRota, type Rota } from './rota.ts';

/** More at once would hold up who has just signed up. */
const most = 500;
const stages = ['first', 'leader', 'organizer', 'owner'] as const;
type Stage = (typeof stages)[number];
type Due = { contact_id: string; owner_id: string | null; leader_id: string | null; stage: Stage };

/**
 * Gives what has run out of time to the next person up: the team's leader, then another organizer in turn, then an
 * owner, with a day for each. Decided at the moment it is due, whatever was true when it was planned; each passing
 * happens once, for it moves the moment on. Plans itself anew.
 */
export async function passOn(tx: Tx, now: Date): Promise<void> {
  const rota = await openRota(tx);
  const due = await tx.execute<Due>(sql`
    with due as (
      select contact_id from contact_clocks where ended_at is null and pass_at <= ${now.toISOString()}
      order by pass_at limit ${most}
    )
    select contact_id, contact_clocks.owner_id, leader.id as leader_id, stage
    from due join contacts on contacts.id = contact_id join contact_clocks using (contact_id)
      left join teams on teams.id = contacts.team_id
      left join organizers leader on leader.id = teams.leader_id and leader.role <> 'viewer'
    where ended_at is null and pass_at <= ${now.toISOString()}
    -- As sign-ups lock them.
    order by contacts.email for no key update of contacts, contact_clocks`);
  const passed = due.map((one) => ({ ...one, ...nextUp(one, rota) }));
  const rows = passed.map(({ contact_id, to, reached }) => ({
    contact_id,
    owner_id: to,
    stage: reached,
    pass_at: to === null || reached === 'owner' ? null : new Date(now.getTime() + eachPass).toISOString(),
  }));
  await tx.execute(sql`
    with next as (
      select * from json_to_recordset(${JSON.stringify(rows)}::json)
        as row(contact_id uuid, owner_id text, stage text, pass_at timestamptz)
    ),
    moved as (
      update contact_clocks set stage = next.stage, pass_at = next.pass_at,
        owner_id = coalesce(next.owner_id, contact_clocks.owner_id),
        passes = passes + case when next.owner_id is null then 0 else 1 end
      from next where next.contact_id = contact_clocks.contact_id
    )
    update contacts set owner_id = next.owner_id from next
    where contacts.id = next.contact_id and next.owner_id is not null`);
  await track(
    tx,
    passed.flatMap(({ contact_id: contactId, owner_id: from, to, reached }) =>
      to === null
        ? []
        : [
            {
              kind: 'contact.passed-on',
              contactId,
              campaignId: null,
              data: { from, ownerId: to, stage: reached },
              at: now,
            },
          ],
    ),
  );
  await rota.save();
  await planPassing(tx);
}

/** Whoever has had it is passed over. `to` is null where nobody is left: it stays where it is, and overdue. */
function nextUp({ owner_id, leader_id, stage }: Due, rota: Rota): { to: string | null; reached: Stage } {
  for (const reached of stages.slice(stages.indexOf(stage) + 1)) {
    const to = candidate(reached, { owner_id, leader_id }, rota);
    if (to !== undefined) return { to, reached };
  }
  return { to: null, reached: 'owner' };
}

function candidate(
  stage: Stage,
  { owner_id, leader_id }: Pick<Due, 'owner_id' | 'leader_id'>,
  rota: Rota,
): string | undefined {
  if (stage === 'leader') return leader_id !== null && leader_id !== owner_id ? leader_id : undefined;
  return stage === 'owner' ? rota.nextOwner(owner_id) : rota.next(owner_id);
}
