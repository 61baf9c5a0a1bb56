import { and, asc, eq, gt, inArray, isNull, lte, sql } from 'drizzle-orm';
import { campaigns } from '../campaigns/table.ts';
import type { Deps } from '../deps.ts';
import { enqueueMany } from '../jobs/enqueue.ts';
import { organizers } from '../organizers/table.ts';
import { offerSeats } from './offer-seats.ts';
import { shifts, shiftWaits } from './table.ts';

/** So long before a shift its leader still has time to call people. */
const warnAhead = 48 * 3_600_000;

/**
 * Looks after the shifts to come: brings waiting lists up to date where something else than a button changed them, and
 * warns, once, whoever leads a shift of the next two days that has fewer people than its minimum, or than half of its
 * seats. Where nobody leads it, the owners are warned.
 */
export async function watchShifts({ db, clock }: Pick<Deps, 'db' | 'clock'>): Promise<void> {
  const now = clock.now();
  const waited = await db
    .selectDistinct({ shiftId: shiftWaits.shiftId })
    .from(shiftWaits)
    .innerJoin(shifts, eq(shifts.id, shiftWaits.shiftId))
    .where(and(inArray(shiftWaits.state, ['waiting', 'offered']), gt(shifts.startsAt, now)));
  for (const { shiftId } of waited) await db.transaction((tx) => offerSeats(tx, shiftId, now));
  await db.transaction(async (tx) => {
    const lacking = await tx
      .update(shifts)
      .set({ warnedAt: now })
      .from(campaigns)
      .where(
        and(
          eq(campaigns.id, shifts.campaignId),
          eq(campaigns.status, 'live'),
          gt(shifts.startsAt, now),
          lte(shifts.startsAt, new Date(now.getTime() + warnAhead)),
          isNull(shifts.cancelledAt),
          isNull(shifts.warnedAt),
          sql`${shifts.booked} < coalesce(${shifts.minimum}, ceil(${shifts.seats} / 2.0))`,
        ),
      )
      .returning({ id: shifts.id, leaderId: shifts.leaderId });
    if (lacking.length === 0) return;
    const owners = await tx
      .select({ id: organizers.id })
      .from(organizers)
      .where(eq(organizers.role, 'owner'))
      .orderBy(asc(organizers.createdAt));
    await enqueueMany(
      tx,
      'shifts.warn-leader',
      lacking.flatMap(({ id: shiftId, leaderId }) => {
        const readers = leaderId === null ? owners.map(({ id }) => id) : [leaderId];
        return readers.map((organizerId) => ({
          payload: { shiftId, organizerId },
          key: `lack:${shiftId}:${organizerId}`,
        }));
      }),
    );
  });
}
