import { and, asc, eq, gt, isNull, lt, lte, notExists, sql } from 'drizzle-orm';
import type { Campaign } from '../campaigns/queries.ts';
import { tasksIn } from '../campaigns/tasks-in.ts';
import type { Db } from '../db/client.ts';
import type { Locale } from '../locales/index.ts';
import type { Shift } from '../shifts/queries.ts';
import { bookings, shifts } from '../shifts/table.ts';
import { nearness, postalCodesIn } from './nearness.ts';

/** What somebody can do now, as the address of its page names it. */
export type NowChoice = { shift: string } | { task: string };

/** A shift that begins within these hours can still be reached. */
const reachable = 6 * 3_600_000;
/** As near as something that can be done anywhere, such as a call: what is in another part of town comes after it. */
const anywhere = 2;

type Asking = {
  campaign: Campaign;
  contactId: string;
  postalCode: string;
  locale: Locale;
  now: Date;
  /** What is on the page that asks for something else, as its address has it; empty on the first. */
  after: string;
};

/**
 * What a contact with half an hour gets: a free seat in a shift that begins soon, else one of the campaign's quick tasks
 * in their language, else the link to share. Of shifts the nearest first, then the soonest; of tasks the one that they
 * have done least often, then the nearest. A shift that is known to be in another region comes after the tasks.
 *
 * Whoever asks for something else gets the one behind what they see, and at the end the first again: the same press
 * twice gives the same.
 */
export async function chooseTask(db: Db, asking: Asking): Promise<NowChoice> {
  const { near, far } = await openShifts(db, asking);
  const tasks = await rankedTasks(db, asking);
  const choices: NowChoice[] = [...near, ...tasks, ...far, { task: 'share' }];
  const at = choices.findIndex((choice) => new URLSearchParams(choice).toString() === asking.after);
  return choices[(at + 1) % choices.length] ?? { task: 'share' };
}

async function openShifts(db: Db, { campaign, contactId, postalCode, now }: Asking) {
  if (campaign.status !== 'live') return { near: [], far: [] };
  const mine = db
    .select()
    .from(bookings)
    .where(
      and(eq(bookings.shiftId, shifts.id), eq(bookings.contactId, contactId), sql`${bookings.state} <> 'cancelled'`),
    );
  const open = await db
    .select()
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
    .limit(50);
  const ranked = open
    .map((shift) => {
      const codes = codesOf(shift, campaign.settings.country);
      const isFar = postalCode !== '' && codes.length > 0 && nearness(postalCode, codes) === 0;
      return { shift: shift.id, nearness: nearness(postalCode, codes), isFar };
    })
    // Stable: the soonest first where they are equally near.
    .toSorted((one, other) => other.nearness - one.nearness);
  const pick = (far: boolean) => ranked.filter(({ isFar }) => isFar === far).map(({ shift }) => ({ shift }));
  return { near: pick(false), far: pick(true) };
}

/** The postal codes in the address of a shift, as it is written. */
function codesOf({ texts }: Shift, country: string): string[] {
  return Object.values(texts).flatMap(({ place, details }) => postalCodesIn(`${place}\n${details ?? ''}`, country));
}

async function rankedTasks(db: Db, { campaign, contactId, postalCode, locale }: Asking): Promise<NowChoice[]> {
  const done = await db.execute<{ task: string; count: number }>(sql`
    select task, count(*)::int as count from reports
    where contact_id = ${contactId} and campaign_id = ${campaign.id} and kind = 'quick-task' group by task`);
  const times = new Map(done.map(({ task, count }) => [task, count]));
  return tasksIn(campaign, locale)
    .map(({ key, near = [] }) => ({
      task: key,
      times: times.get(key) ?? 0,
      nearness: near.length === 0 ? anywhere : nearness(postalCode, near),
    }))
    .toSorted((one, other) => one.times - other.times || other.nearness - one.nearness)
    .map(({ task }) => ({ task }));
}
