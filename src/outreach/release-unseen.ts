import { sql } from 'drizzle-orm';
import { track } from '../activity/track.ts';
import type { Tx } from '../db/client.ts';
import { leaderSees } from '../organizers/scope.ts';

const most = 500;

/**
 * Takes contacts who wait for nothing away from a leader who does not see them any more (their team went to another
 * one, the shift is over): whoever looks for them then finds that nobody has them, and their next sign-up finds somebody
 * who can answer. Who waits goes to somebody else instead (`reassign-orphans.ts`). Returns whether there may be more.
 */
export async function releaseUnseen(tx: Tx, now: Date): Promise<boolean> {
  const unseen = await tx.execute<{ id: string }>(sql`
    select contacts.id from contacts
    where owner_id = any (array(select id from organizers where role = 'leader')) and erased_at is null
      and not ${leaderSees({ leader: sql`contacts.owner_id`, contact: sql`contacts.id`, team: sql`contacts.team_id` })}
      and not exists (select from contact_clocks where contact_id = contacts.id and ended_at is null)
    order by contacts.email limit ${most} for no key update of contacts`);
  if (unseen.length === 0) return false;
  const ids = [...unseen].map(({ id }) => id);
  await tx.execute(sql`
    update contacts set owner_id = null
    where id in (select value::uuid from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))`);
  await track(
    tx,
    ids.map((contactId) => {
      return { kind: 'contact.assigned', contactId, campaignId: null, data: { ownerId: null }, at: now };
    }),
  );
  return unseen.length === most;
}
