import { type SQL, sql } from 'drizzle-orm';
import { track } from '../activity/track.ts';
import type { Tx } from '../db/client.ts';
import { leaderSees } from '../organizers/scope.ts';

const most = 500;

/** Of a leader who does not see them, and nobody waits for an answer. */
const isUnseen = sql`contacts.owner_id = any (array(select id from organizers where role = 'leader'))
  and contacts.erased_at is null
  and not ${leaderSees({ leader: sql`contacts.owner_id`, contact: sql`contacts.id`, team: sql`contacts.team_id` })}
  and not exists (select from contact_clocks where contact_id = contacts.id and ended_at is null)`;

/**
 * Takes contacts who wait for nothing away from a leader who does not see them any more (their team went to another
 * one, the shift is over): whoever looks for them then finds that nobody has them, and their next sign-up finds somebody
 * who can answer. Who waits goes to somebody else instead (`reassign-orphans.ts`).
 *
 * So many at a time, in the order of their ids, those behind `beyond`. Returns the last id where there may be more.
 */
export async function releaseUnseen(tx: Tx, now: Date, beyond?: string): Promise<string | undefined> {
  const behind = beyond === undefined ? sql`true` : sql`contacts.id > ${beyond}::uuid`;
  const found = await tx.execute<{ id: string }>(sql`
    select contacts.id from contacts where ${behind} and ${isUnseen} order by contacts.id limit ${most}`);
  const upTo = found.length === most ? found.at(-1)?.id : undefined;
  // In the order in which sign-ups lock them; whoever has changed since is looked at again.
  const unseen = await tx.execute<{ id: string }>(sql`
    select contacts.id from contacts where contacts.id in ${listed(found)} and ${isUnseen}
    order by contacts.email for no key update of contacts`);
  if (unseen.length === 0) return upTo;
  await tx.execute(sql`update contacts set owner_id = null where id in ${listed(unseen)}`);
  await track(
    tx,
    [...unseen].map(({ id: contactId }) => {
      return { kind: 'contact.assigned', contactId, campaignId: null, data: { ownerId: null }, at: now };
    }),
  );
  return upTo;
}

function listed(rows: Iterable<{ id: string }>): SQL {
  const ids = JSON.stringify([...rows].map(({ id }) => id));
  return sql`(select value::uuid from jsonb_array_elements_text(${ids}::jsonb))`;
}
