import { and, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';
import { enqueue, enqueueMany } from '../jobs/enqueue.ts';
import { waitsUntil } from '../jobs/queries.ts';
import { answerers, contactClocks, waitingMails } from './table.ts';

type Moment = { now: Date; timezone: string };

/** When the daily mails go, by the clocks of the place. */
const hour = 8;

/** Plans the mails of the next morning, where somebody waits; once, however often it is asked. */
export async function planMorning(tx: Tx, moment: Moment): Promise<void> {
  const { at, day } = await nextMorning(tx, moment);
  const key = `waiting-mails:${day}`;
  if ((await waitsUntil(tx, key)) !== undefined) return;
  const [somebody] = await tx
    .select({ id: contactClocks.contactId })
    .from(contactClocks)
    .where(isNull(contactClocks.endedAt))
    .limit(1);
  if (somebody) await enqueue(tx, 'outreach.plan-waiting-mails', { day }, { runAt: at, key });
}

/** The next eight o'clock and its calendar day; Postgres knows when clocks are put forward and back. */
async function nextMorning(tx: Tx, { now, timezone }: Moment): Promise<{ at: Date; day: string }> {
  const local = sql`(${now.toISOString()}::timestamptz at time zone ${timezone} - ${hour} * interval '1 hour')`;
  const [next] = await tx.execute<{ day: string; at: string }>(sql`
    select day::text, to_json((day + ${hour} * interval '1 hour') at time zone ${timezone}) as at
    from (select ${local}::date + 1 as day) as morning`);
  if (!next) throw new Error('Postgres knows no tomorrow');
  return { at: new Date(next.at), day: next.day };
}

/**
 * Plans one mail for each organizer who has somebody waiting, and the next morning. A day that is over by the time
 * this runs is left out: its people stand in the next mail.
 */
export async function planWaitingMails(tx: Tx, day: string, moment: Moment): Promise<void> {
  await planMorning(tx, moment);
  const [today] = await tx.execute<{ day: string }>(sql`
    select (${moment.now.toISOString()}::timestamptz at time zone ${moment.timezone})::date::text as day`);
  if (today?.day !== day) return;
  const added = await tx
    .insert(waitingMails)
    .select(
      tx
        .selectDistinct({
          organizerId: sql<string>`${contactClocks.ownerId}`.as('organizer_id'),
          day: sql<string>`${day}::date`.as('day'),
          contactIds: sql<null>`null::jsonb`.as('contact_ids'),
          sentAt: sql<null>`null::timestamptz`.as('sent_at'),
        })
        .from(contactClocks)
        .leftJoin(answerers, eq(answerers.organizerId, contactClocks.ownerId))
        .where(
          and(
            isNull(contactClocks.endedAt),
            isNotNull(contactClocks.ownerId),
            sql`coalesce(${answerers.dailyMail}, true)`,
          ),
        ),
    )
    .onConflictDoNothing()
    .returning({ organizerId: waitingMails.organizerId });
  await enqueueMany(
    tx,
    'outreach.send-waiting-mail',
    added.map(({ organizerId }) => ({ payload: { organizerId, day }, key: `waiting-mail:${day}:${organizerId}` })),
  );
}
