import { inArray, sql } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';
import { idList } from '../db/id-list.ts';
import type { Deps } from '../deps.ts';
import { enqueue } from '../jobs/enqueue.ts';
import { handlerOf, type KeptEvent } from './event-handlers.ts';
import { deliveryEvents } from './table.ts';

const together = 500;
/** What cannot be dealt with yet comes again after so many milliseconds, and is given up a day after it came. */
const later = 5_000;
const patience = 24 * 3_600_000;

/** Deals with the events that wait, some hundreds at a time; several workers take different ones. */
export async function takeEvents(deps: Deps): Promise<void> {
  const seen: string[] = [];
  let left = 0;
  for (;;) {
    const { taken, notYet } = await deps.db.transaction((tx) => takeSome(deps, tx, seen));
    seen.push(...notYet);
    left += notYet.length;
    if (taken === 0) break;
  }
  if (left === 0) return;
  const runAt = new Date(deps.clock.now().getTime() + later);
  await enqueue(deps.db, 'delivery.take-events', {}, { runAt, key: 'delivery.take-events-again' });
}

async function takeSome(deps: Deps, tx: Tx, seen: string[]): Promise<{ taken: number; notYet: string[] }> {
  const events: (KeptEvent & { at: Date })[] = await tx
    .select({
      id: deliveryEvents.id,
      kind: deliveryEvents.kind,
      content: deliveryEvents.content,
      at: deliveryEvents.at,
    })
    .from(deliveryEvents)
    .where(sql`content is not null and id not in ${idList(seen)}`)
    .orderBy(deliveryEvents.id)
    .limit(together)
    .for('update', { skipLocked: true });
  const notYet = new Set<string>();
  for (const [handle, ofHandler] of Map.groupBy(events, ({ kind }) => handlerOf(kind))) {
    for (const id of (await handle?.(deps, tx, ofHandler)) ?? []) notYet.add(id);
  }
  const tooOld = deps.clock.now().getTime() - patience;
  const done = events.filter(({ id, at }) => !notYet.has(id) || at.getTime() < tooOld).map(({ id }) => id);
  if (done.length > 0) {
    await tx
      .update(deliveryEvents)
      .set({ content: null })
      .where(inArray(deliveryEvents.id, idList(done)));
  }
  return { taken: events.length, notYet: [...notYet] };
}
