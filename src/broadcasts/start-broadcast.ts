import { and, eq, type SQL, sql } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { enqueue } from '../jobs/enqueue.ts';
import { recordAudit } from '../organizers/record-audit.ts';
import type { Timing } from './form.ts';
import { broadcasts } from './table.ts';

type Start = {
  id: string;
  organizerId: string;
  /** The version that was looked at and confirmed, and for how many people. */
  version: number;
  confirmed: number;
  timing: Timing;
  /** The campaign's zone, which `timing` is in. */
  timezone: string;
};

/**
 * Has a draft sent, now or later. Two who press at once send it once: the second finds it sent. False where there is
 * another version by now than was confirmed.
 */
export async function startBroadcast(deps: Deps, start: Start): Promise<boolean> {
  const { id, organizerId, version, confirmed, timing } = start;
  const at = deps.clock.now();
  return await deps.db.transaction(async (tx) => {
    const [row] = await tx.select().from(broadcasts).where(eq(broadcasts.id, id)).for('update');
    if (!row) return false;
    if (row.state !== 'draft') return true;
    if (row.version !== version) return false;
    const [begun] = await tx
      .update(broadcasts)
      .set({
        state: 'scheduled',
        sentBy: organizerId,
        startsAt: sql`${startOf(start, at)}`,
        localHour: timing.when === 'local' ? timing.hour : null,
        updatedAt: at,
      })
      .where(and(eq(broadcasts.id, id)))
      .returning({ startsAt: broadcasts.startsAt });
    const startsAt = begun?.startsAt ?? at;
    const detail = { broadcast: id, when: timing.when, startsAt: startsAt.toISOString() };
    await recordAudit(tx, { organizerId, action: 'broadcast.begun', detail, count: confirmed, at });
    await enqueue(tx, 'broadcasts.run', { broadcastId: id }, { runAt: startsAt, key: `broadcast:${id}` });
    return true;
  });
}

/** A moment of the campaign's clocks; one that is over is now. Postgres knows when clocks change. */
function startOf({ timing, timezone }: Start, at: Date): SQL {
  const now = sql`${at.toISOString()}::timestamptz`;
  if (timing.when === 'now') return now;
  const local = timing.when === 'at' ? timing.moment : `${timing.day}T00:00`;
  return sql`greatest(${now}, ${local}::timestamp at time zone ${timezone}::text)`;
}
