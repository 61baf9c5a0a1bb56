import { and, eq, type SQL, sql } from 'drizzle-orm';
import { bulkActs } from '../bulk-acts/table.ts';
import { contacts } from '../contacts/table.ts';
import type { Db, Tx } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { enqueue } from '../jobs/enqueue.ts';
import { recordAudit } from '../organizers/record-audit.ts';
import { segmentCondition } from '../segments/condition.ts';
import { kindsOf, type SegmentDefinition } from '../segments/form.ts';

type NewErasing = { id: string; organizerId: string; definition: SegmentDefinition; confirmed: number };

/** `moved`: there are other people than were confirmed, and how many there are now. */
export type ErasingStart = { ok: true } | { ok: false; moved: number };

/**
 * Begins to erase everyone whom a segment means, if they are as many as the organizer typed; a job does it, one by one.
 * The same `id` again begins nothing. Of the conditions the audit log has the kinds alone: what was typed into them
 * could be a person's.
 */
export async function startErasing(
  deps: Pick<Deps, 'db' | 'clock'>,
  { id, organizerId, definition, confirmed }: NewErasing,
): Promise<ErasingStart> {
  const at = deps.clock.now();
  return await deps.db.transaction(async (tx) => {
    if ((await tx.$count(bulkActs, eq(bulkActs.id, id))) > 0) return { ok: true };
    const total = await countErased(tx, definition, at);
    if (total !== confirmed) return { ok: false, moved: total };
    const act = { id, organizerId, kind: 'erase', definition, state: 'running', total, createdAt: at } as const;
    const begun = await tx.insert(bulkActs).values(act).onConflictDoNothing().returning({ id: bulkActs.id });
    if (begun.length === 0) return { ok: true };
    const detail = { act: id, segment: { kinds: kindsOf(definition) } };
    await recordAudit(tx, { organizerId, action: 'contacts.erasing-begun', detail, count: total, at });
    await enqueue(tx, 'privacy.erase-many', { actId: id });
    return { ok: true };
  });
}

/** How many an erasing that begins now would erase. */
export async function countErased(db: Db | Tx, definition: SegmentDefinition, at: Date): Promise<number> {
  return await db.$count(contacts, erasedBy(definition, at));
}

/** Whom an erasing that began then is of: who came later has a page of their own before them. */
export function erasedBy(definition: SegmentDefinition, begunAt: Date): SQL | undefined {
  return and(segmentCondition(definition, begunAt), sql`contacts.created_at <= ${begunAt.toISOString()}::timestamptz`);
}
