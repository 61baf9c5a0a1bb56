import { and, eq, notExists, notInArray, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { z } from 'zod';
import { type Campaign, findCampaign } from '../campaigns/queries.ts';
import { campaigns } from '../campaigns/table.ts';
import type { Tx } from '../db/client.ts';
import { enqueue } from '../jobs/enqueue.ts';
import type { shiftDefinition } from '../shifts/form.ts';
import { bookings, shifts } from '../shifts/table.ts';
import { editionOf } from './content-view.ts';
import type { CampaignFile } from './form.ts';
import { type Change, holdCampaign, keepFound, keepVersion } from './keep-version.ts';
import { planTurns } from './plan-turns.ts';
import { readContent } from './queries.ts';
import { DatesRefused, type RefusedDate, refuseMove } from './refused-dates.ts';
import { writeSequences } from './write-sequences.ts';

/**
 * Brings a campaign's content in, from a file or from the admin: the campaign, its sequences and its shifts, new or
 * changed. A shift that is no longer named goes if nobody ever booked it and `dropsShifts` says so; otherwise it stays.
 * `seats` below what is booked already becomes what is booked. Without times, those that were set stay. The same content
 * again changes nothing.
 * @throws DatesRefused where a date that somebody booked is over, or would be, and is given another day or start.
 */
export async function importCampaign(
  tx: Tx,
  file: CampaignFile,
  now: Date,
  { id = uuidv7(), dropsShifts = false, isDemo = false, ...by }: Partial<Omit<Change, 'now'>> & Options = {},
): Promise<string> {
  const { slug, status, settings, texts } = file;
  await holdCampaign(tx, slug);
  const found = await findCampaign(tx, slug);
  const before = found && (await readContent(tx, found));
  if (found && before) await keepFound(tx, found, before);
  const { opensAt, closesAt } = timesOf(file, found);
  const [campaign] = await tx
    .insert(campaigns)
    .values({ id, slug, status, settings, texts, opensAt, closesAt, isDemo, createdAt: now, updatedAt: now })
    .onConflictDoUpdate({ target: campaigns.slug, set: { status, settings, texts, opensAt, closesAt } })
    .returning();
  if (!campaign) throw new Error(`campaign ${slug} was neither added nor changed`);
  await writeSequences(tx, campaign.id, file.sequences, now);
  const refused: RefusedDate[] = [];
  for (const shift of file.shifts) refused.push(...(await importShift(tx, campaign.id, settings.timezone, shift, now)));
  if (refused.length > 0) throw new DatesRefused(refused);
  if (dropsShifts)
    await dropShifts(
      tx,
      campaign.id,
      file.shifts.map(({ key }) => key),
    );
  await planTurns(tx, campaign, now);
  const isNew = !found || !before || found.status !== status;
  if (isNew || editionOf(before) !== editionOf(await readContent(tx, campaign))) {
    await keepVersion(tx, campaign, before, { act: 'imported', organizerId: null, ...by, now });
  }
  return campaign.id;
}

/**
 * When it opens and closes by itself: what a file says nothing of stays as an organizer set it, where that can still be,
 * and where it would not close the campaign before what the file says of its opening, nor open it after its closing.
 */
function timesOf({ status, ...said }: CampaignFile, found: Campaign | undefined) {
  const momentOf = (moment: string | null | undefined) => (moment ? new Date(moment) : null);
  const [opensAt, closesAt] = [momentOf(said.opensAt), momentOf(said.closesAt)];
  const keptOpening = status === 'draft' ? (found?.opensAt ?? null) : null;
  const keptClosing = status === 'draft' || status === 'live' ? (found?.closesAt ?? null) : null;
  const canOpen = !(keptOpening && closesAt && keptOpening >= closesAt);
  const canClose = !(keptClosing && opensAt && keptClosing <= opensAt);
  return {
    opensAt: said.opensAt === undefined && canOpen ? keptOpening : opensAt,
    closesAt: said.closesAt === undefined && canClose ? keptClosing : closesAt,
  };
}

/** `id`: what a campaign that is new is known by. */
type Options = { id?: string; dropsShifts?: boolean; isDemo?: boolean };

/** Takes the shifts away that are not among the keys, but for those that someone has or had a seat in. */
async function dropShifts(tx: Tx, campaignId: string, keys: string[]): Promise<void> {
  const isLeft = keys.length === 0 ? undefined : notInArray(shifts.key, keys);
  const isUnused = notExists(tx.select().from(bookings).where(eq(bookings.shiftId, shifts.id)));
  await tx.delete(shifts).where(and(eq(shifts.campaignId, campaignId), isLeft, isUnused));
}

/** Adds or changes a shift; what is returned keeps it from being moved. */
async function importShift(
  tx: Tx,
  campaignId: string,
  timezone: string,
  shift: z.output<typeof shiftDefinition>,
  now: Date,
): Promise<RefusedDate[]> {
  const { key, kind, texts, seats, minimum = null } = shift;
  const day =
    typeof shift.day === 'string'
      ? sql`${shift.day}::date`
      : sql`((${now.toISOString()}::timestamptz at time zone ${timezone})::date + ${shift.day.inDays}::int)`;
  // Postgres knows when the clocks of the place change.
  const startsAt = sql<Date>`(${day} + ${shift.startsAt}::time) at time zone ${timezone}`;
  const endsAt = sql<Date>`(${startsAt}) + make_interval(mins => ${shift.minutes}::int)`;
  const changes = { kind, texts, timezone, startsAt, endsAt, minimum };
  const isIt = and(eq(shifts.campaignId, campaignId), eq(shifts.key, key));
  const [before] = await tx.select().from(shifts).where(isIt).for('update');
  const [after] = await tx
    .insert(shifts)
    .values({ id: uuidv7(), campaignId, key, seats, ...changes })
    .onConflictDoUpdate({
      target: [shifts.campaignId, shifts.key],
      set: { ...changes, seats: sql`greatest(${seats}::int, ${shifts.booked} + ${shifts.held})` },
    })
    .returning();
  if (!before || !after) return [];
  const refused = await refuseMove(tx, before, after, now);
  if (refused.length > 0) return refused;
  const isMoved = isElsewhere(before, after);
  // Its leader is warned of too few people anew: others may come at another time.
  if (isMoved)
    await tx
      .update(shifts)
      .set({ movedAt: afterBookings(after.id, now), warnedAt: null })
      .where(isIt);
  if (isMoved || after.seats > before.seats) await enqueue(tx, 'shifts.follow-change', { shiftId: after.id });
  return [];
}

/** `now`, or just behind the last booking: somebody may have booked the old time while the shift's lock was waited for. */
function afterBookings(shiftId: string, now: Date) {
  const last = sql`(select max(${bookings.changedAt}) from ${bookings} where ${bookings.shiftId} = ${shiftId})`;
  return sql<Date>`greatest(${now.toISOString()}::timestamptz, ${last} + interval '1 millisecond')`;
}

/** Whether those who booked have to be told: another time, or another place in any language. */
function isElsewhere(before: typeof shifts.$inferSelect, after: typeof shifts.$inferSelect): boolean {
  const placesOf = ({ texts }: typeof before) => [texts.fr?.place, texts.en?.place].join('\n');
  const timesOf = ({ startsAt, endsAt, timezone }: typeof before) => [+startsAt, +endsAt, timezone].join('\n');
  return timesOf(before) !== timesOf(after) || placesOf(before) !== placesOf(after);
}
