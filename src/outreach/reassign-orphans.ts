import { sql } from 'drizzle-orm';
import { track } from '../activity/track.ts';
import type { Tx } from '../db/client.ts';
import { leaderSees } from '../organizers/scope.ts';
import { openRota } from './rota.ts';

const most = 500;

/** Nobody will answer: a viewer sees no contacts, and a leader only those of their teams and shifts, while they last. */
const waitsInVain = sql`(contact_clocks.owner_id is null
  or contact_clocks.owner_id = any (array(select id from organizers where role = 'viewer'))
  or contact_clocks.owner_id = any (array(select id from organizers where role = 'leader')) and not ${leaderSees({
    leader: sql`contact_clocks.owner_id`,
    contact: sql`contacts.id`,
    team: sql`contacts.team_id`,
  })})`;

/**
 * Gives those who wait for somebody who is gone, became a viewer or leads nothing of theirs any more, or for nobody, to
 * their team's leader or to whose turn it is.
 * Returns whether there may be more of them.
 */
export async function reassignOrphans(tx: Tx, now: Date): Promise<boolean> {
  const rota = await openRota(tx);
  const orphans = await tx.execute<{ contact_id: string; leader_id: string | null }>(sql`
    with orphans as (
      select contact_id from contact_clocks join contacts on contacts.id = contact_id
      where ended_at is null and ${waitsInVain}
      order by due_at, contact_id limit ${most}
    )
    select contact_id, leader.id as leader_id
    from orphans join contacts on contacts.id = contact_id join contact_clocks using (contact_id)
      left join teams on teams.id = contacts.team_id
      left join organizers leader on leader.id = teams.leader_id and leader.role <> 'viewer'
    where ended_at is null and ${waitsInVain}
    order by contacts.email for no key update of contacts, contact_clocks`);
  const given = orphans.flatMap(({ contact_id, leader_id }) => {
    const owner = leader_id ?? rota.next() ?? rota.nextOwner();
    return owner === undefined ? [] : [{ contact_id, owner_id: owner }];
  });
  if (given.length === 0) return false;
  // The clocks follow by themselves.
  await tx.execute(sql`
    update contacts set owner_id = given.owner_id
    from json_to_recordset(${JSON.stringify(given)}::json) as given(contact_id uuid, owner_id text)
    where contacts.id = given.contact_id`);
  await track(
    tx,
    given.map(({ contact_id: contactId, owner_id: ownerId }) => {
      return { kind: 'contact.assigned', contactId, campaignId: null, data: { ownerId }, at: now };
    }),
  );
  await rota.save();
  return orphans.length === most;
}
