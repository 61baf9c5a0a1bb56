import { and, asc, eq, lte, sql } from 'drizzle-orm';
import { track } from '../activity/track.ts';
import type { Tx } from '../db/client.ts';
import { enqueue } from '../jobs/enqueue.ts';
import { holdEnd } from './hold-end.ts';
import { shifts, shiftWaits } from './table.ts';

/**
 * Brings a shift's waiting list up to date: holds that have run out end, and each free seat is held for the next in line,
 * who is written to. Under the shift's lock, as booking and giving back are, so that seats and holds together are never
 * more than there are. To be called whenever a seat may have come free; doing it again changes nothing.
 */
export async function offerSeats(tx: Tx, shiftId: string, at: Date): Promise<void> {
  const [shift] = await tx.select().from(shifts).where(eq(shifts.id, shiftId)).for('update');
  if (!shift) return;
  const here = eq(shiftWaits.shiftId, shiftId);
  const passed = await tx
    .update(shiftWaits)
    .set({ state: 'passed', heldUntil: null })
    .where(and(here, eq(shiftWaits.state, 'offered'), lte(shiftWaits.heldUntil, at)))
    .returning();
  await track(
    tx,
    passed.map(({ id, contactId, campaignId }) => {
      const data = { waitId: id, shiftId, by: 'machine' };
      return { kind: 'wait.ended' as const, contactId, campaignId, data, at };
    }),
  );
  const until = shift.cancelledAt ? undefined : holdEnd(shift, at);
  // Counted from the rows: whoever was erased or merged meanwhile holds nothing any more.
  const kept = await tx.$count(shiftWaits, and(here, eq(shiftWaits.state, 'offered')));
  const free = shift.seats - shift.booked - kept;
  const next =
    until === undefined || free <= 0
      ? []
      : await tx
          .select()
          .from(shiftWaits)
          .where(and(here, eq(shiftWaits.state, 'waiting')))
          .orderBy(asc(shiftWaits.since), asc(shiftWaits.id))
          .limit(free)
          .for('update');
  for (const { id, contactId, campaignId, offers } of next) {
    await tx
      .update(shiftWaits)
      .set({ state: 'offered', heldUntil: until ?? null, offers: sql`${shiftWaits.offers} + 1` })
      .where(eq(shiftWaits.id, id));
    const data = { waitId: id, shiftId, offer: offers + 1 };
    await track(tx, [{ kind: 'wait.offered', contactId, campaignId, data, at }]);
  }
  const held = kept + next.length;
  if (held !== shift.held) await tx.update(shifts).set({ held }).where(eq(shifts.id, shiftId));
  if (next.length > 0 && until) {
    await enqueue(tx, 'shifts.end-hold', { shiftId }, { runAt: until, key: `hold:${shiftId}:${until.getTime()}` });
  }
}
