import { and, type SQL, sql } from 'drizzle-orm';
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
 * Who they are is written down with the act: whoever a tag, an edit or an import brings into the segment later was
 * confirmed by nobody. The same `id` again begins nothing. Of the conditions the audit log has the kinds alone: what
 * was typed into them could be a person's.
 */
export async function startErasing(
  deps: Pick<Deps, 'db' | 'clock'>,
  { id, organizerId, definition, confirmed }: NewErasing,
): Promise<ErasingStart> {
  const at = deps.clock.now();
  try {
    return await deps.db.transaction(async (tx) => {
      const act = { id, organizerId, kind: 'erase', definition, state: 'running', createdAt: at } as const;
      const begun = await tx
        .insert(bulkActs)
        .values({ ...act, total: confirmed })
        .onConflictDoNothing()
        .returning({ id: bulkActs.id });
      if (begun.length === 0) return { ok: true };
      const people = await freeze(tx, id, erasedBy(definition, at));
      if (people !== confirmed) throw new OthersMeant(people);
      const detail = { act: id, segment: { kinds: kindsOf(definition) } };
      await recordAudit(tx, { organizerId, action: 'contacts.erasing-begun', detail, count: people, at });
      await enqueue(tx, 'privacy.erase-many', { actId: id });
      return { ok: true };
    });
  } catch (error) {
    if (error instanceof OthersMeant) return { ok: false, moved: error.people };
    throw error;
  }
}

/** Takes back what was begun: there are other people than were confirmed, and this many. */
class OthersMeant extends Error {
  constructor(readonly people: number) {
    super('there are other people than were confirmed');
  }
}

/** Writes down whom an act is of, and says how many they are. */
async function freeze(tx: Tx, actId: string, condition: SQL | undefined): Promise<number> {
  const [frozen] = await tx.execute<{ people: number }>(sql`
    with frozen as (
      insert into bulk_act_changes (act_id, contact_id)
      select ${actId}::uuid, contacts.id from contacts where ${condition}
      returning 1
    )
    select count(*)::int as people from frozen`);
  return frozen?.people ?? 0;
}

/** How many an erasing that begins now would erase. */
export async function countErased(db: Db | Tx, definition: SegmentDefinition, at: Date): Promise<number> {
  return await db.$count(contacts, erasedBy(definition, at));
}

/**
 * Whom an erasing that begins then is of, and whom of those it still means later: who came after it has a page of their
 * own before them.
 */
export function erasedBy(definition: SegmentDefinition, begunAt: Date): SQL | undefined {
  return and(segmentCondition(definition, begunAt), sql`contacts.created_at <= ${begunAt.toISOString()}::timestamptz`);
}
