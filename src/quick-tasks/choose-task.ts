import { and, asc, eq, gt, isNull, lt, lte, notExists, sql } from 'drizzle-orm';
import type { QuickTask } from '../campaigns/form.ts';
import type { Campaign } from '../campaigns/queries.ts';
import type { Db } from '../db/client.ts';
import type { Locale } from '../locales/index.ts';
import { bookings, shifts } from '../shifts/table.ts';

/** What somebody can do now, as the address of its page names it. */
export type NowChoice = { shift: string } | { task: string };

/** A shift that begins within these hours can still be reached. */
const reachable = 6 * 3_600_000;

/** The campaign's quick tasks that have words in a language. */
export function tasksIn({ settings }: Pick<Campaign, 'settings'>, locale: Locale): QuickTask[] {
  return (settings.quickTasks ?? []).filter(({ texts }) => texts[locale] !== undefined);
}

/**
 * What a contact with half an hour gets: a free seat in a shift that begins soon, else the campaign's quick task that
 * they have done least often, in their language, else the link to share.
 */
export async function chooseTask(
  db: Db,
  { campaign, contactId, locale, now }: { campaign: Campaign; contactId: string; locale: Locale; now: Date },
): Promise<NowChoice> {
  const mine = db
    .select()
    .from(bookings)
    .where(
      and(eq(bookings.shiftId, shifts.id), eq(bookings.contactId, contactId), sql`${bookings.state} <> 'cancelled'`),
    );
  const [shift] = await db
    .select({ id: shifts.id })
    .from(shifts)
    .where(
      and(
        eq(shifts.campaignId, campaign.id),
        gt(shifts.startsAt, now),
        lte(shifts.startsAt, new Date(now.getTime() + reachable)),
        isNull(shifts.cancelledAt),
        lt(sql`${shifts.booked} + ${shifts.held}`, shifts.seats),
        notExists(mine),
      ),
    )
    .orderBy(asc(shifts.startsAt))
    .limit(1);
  if (shift) return { shift: shift.id };
  const done = await db.execute<{ task: string; count: number }>(sql`
    select task, count(*)::int as count from reports
    where contact_id = ${contactId} and campaign_id = ${campaign.id} and kind = 'quick-task' group by task`);
  const times = new Map(done.map(({ task, count }) => [task, count]));
  const [task] = tasksIn(campaign, locale).toSorted(
    (one, other) => (times.get(one.key) ?? 0) - (times.get(other.key) ?? 0),
  );
  return { task: task?.key ?? 'share' };
}
