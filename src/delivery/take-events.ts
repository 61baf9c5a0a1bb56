import { inArray, sql } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';
import { idList } from '../db/id-list.ts';
import { isBadValue, sqlState } from '../db/sql-state.ts';
import type { Deps } from '../deps.ts';
import { enqueue } from '../jobs/enqueue.ts';
import { type EventHandler, handlerOf, type KeptEvent } from './event-handlers.ts';
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
    if (!handle) continue;
    for (const id of await handleTogether(deps, tx, handle, ofHandler)) notYet.add(id);
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

/** Where Postgres refuses a value, each event is dealt with by itself, so that the one it came with holds up no other. */
async function handleTogether(deps: Deps, tx: Tx, handle: EventHandler, events: KeptEvent[]): Promise<string[]> {
  try {
    return await tx.transaction((inner) => handle(deps, inner, events));
  } catch (error) {
    if (!isBadValue(error)) throw error;
    const [{ id, kind } = {}, another] = events;
    if (!another) {
      deps.log.warn(
        { id, kind, sqlState: sqlState(error) },
        'an event of the provider cannot be noted; it is left out',
      );
      return [];
    }
  }
  const notYet: string[] = [];
  for (const event of events) notYet.push(...(await handleTogether(deps, tx, handle, [event])));
  return notYet;
}
