import { type SQL, sql } from 'drizzle-orm';
import type { Config } from '../config.ts';
import type { Tx } from '../db/client.ts';
import { pausedCampaigns } from './queries.ts';
import { warmUpRoom } from './warm-up.ts';

/** What is due by then is due; so many go together at most. */
export type Claiming = { by: Date; most: number };
type Row = { id: string; contactId: string };
type Claimed = { ids: string[]; isMore: boolean };

/**
 * Takes up mails that are due, first those that somebody waits for, and locks them with their contacts. What somebody
 * else holds at this moment is left to another batch; where nothing else is due, it is named, not locked: to be waited for.
 * @returns the messages' ids, one to a person, and whether there may be more to take up
 */
export async function claim(
  tx: Tx,
  config: Pick<Config, 'warmUpFrom' | 'timezone'>,
  { by, most, now }: Claiming & { now: Date },
): Promise<Claimed> {
  const room = Math.min(most, await warmUpRoom(tx, config, now));
  const free = await look(tx, { by, most, room, lock: sql`for no key update skip locked` });
  return free.ids.length > 0 ? free : await look(tx, { by, most, room, lock: sql`` });
}

type Look = Claiming & { room: number; lock: SQL };

async function look(tx: Tx, { by, most, room, lock }: Look): Promise<Claimed> {
  const [urgent, others] = await Promise.all([
    lookForUrgent(tx, { by, limit: most, lock }),
    lookForOthers(tx, { by, limit: room, lock }),
  ]);
  const due = [...urgent, ...others].slice(0, most);
  // One mail to a person at a time: each is decided on knowing of the one before.
  const chosen = [...new Map(due.toReversed().map(({ id, contactId }) => [contactId, id])).values()];
  return { ids: chosen, isMore: due.length === most || chosen.length < due.length };
}

type Part = { by: Date; limit: number; lock: SQL };

async function lookForUrgent(tx: Tx, { by, limit, lock }: Part): Promise<Row[]> {
  return await tx.execute<Row>(sql`
    select m.id, m.contact_id as "contactId" from messages m join contacts on contacts.id = m.contact_id
    where m.state = 'queued' and m.batch_id is null and m.urgent and m.due_at <= ${by.toISOString()}::timestamptz
    order by m.due_at limit ${limit} ${lock}`);
}

/** By campaign, each by its own index: those that are paused cost nothing, however much waits in them. */
async function lookForOthers(tx: Tx, { by, limit, lock }: Part): Promise<Row[]> {
  if (limit <= 0) return [];
  return await tx.execute<Row>(sql`
    select waiting.id, waiting.contact_id as "contactId" from campaigns c cross join lateral (
      select m.id, m.contact_id, m.due_at from messages m join contacts on contacts.id = m.contact_id
      where m.campaign_id = c.id and m.state = 'queued' and m.batch_id is null and not m.urgent
        and m.due_at <= ${by.toISOString()}::timestamptz
      order by m.due_at limit ${limit} ${lock}
    ) as waiting
    where c.id not in (${pausedCampaigns}) order by waiting.due_at limit ${limit}`);
}
