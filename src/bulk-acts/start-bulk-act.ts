import { and, eq, ne } from 'drizzle-orm';
import { validate as isUuid, v7 as uuidv7 } from 'uuid';
import { contacts } from '../contacts/table.ts';
import type { Tx } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { listSequences } from '../followups/queries.ts';
import { enqueue } from '../jobs/enqueue.ts';
import { organizers } from '../organizers/table.ts';
import { segmentCondition } from '../segments/condition.ts';
import type { SegmentDefinition } from '../segments/form.ts';
import { tags } from '../tags/table.ts';
import { teams } from '../teams/table.ts';
import type { Target } from './form.ts';
import { bulkActs } from './table.ts';

type NewAct = { id: string; organizerId: string; target: Target; definition: SegmentDefinition };

/**
 * Begins an act on everyone whom a segment means now; a job does it. The same `id` again begins nothing.
 * @throws AppError `not-found` for a tag, organizer, team or sequence that there is not, and for a viewer, who answers nobody.
 */
export async function startBulkAct(deps: Deps, { id, organizerId, target, definition }: NewAct): Promise<void> {
  const now = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    const targetId = await findTarget(tx, target, now);
    const total = await tx.$count(contacts, segmentCondition(definition, now));
    const act = {
      id,
      organizerId,
      kind: target.kind,
      targetId,
      definition,
      state: 'running',
      total,
      createdAt: now,
    } as const;
    const begun = await tx.insert(bulkActs).values(act).onConflictDoNothing().returning({ id: bulkActs.id });
    if (begun.length > 0) await enqueue(tx, 'bulk-acts.run', { actId: id });
  });
}

async function findTarget(tx: Tx, target: Target, now: Date): Promise<string | null> {
  if (target.kind === 'tag') {
    const { name, folded } = target;
    const tag = { id: uuidv7(), name, folded, createdAt: now };
    await tx.insert(tags).values(tag).onConflictDoNothing({ target: tags.folded });
    const [known] = await tx.select({ id: tags.id }).from(tags).where(eq(tags.folded, tag.folded));
    return known?.id ?? null;
  }
  const { kind, id } = target;
  if (id === null) return null;
  if (kind !== 'owner' && !isUuid(id)) throw new AppError('not-found');
  if (kind === 'enrol') {
    if ((await listSequences(tx)).some((one) => one.id === id)) return id;
    throw new AppError('not-found', 'this campaign has no sequence to put people into');
  }
  const [found] =
    kind === 'owner'
      ? await tx
          .select({ id: organizers.id })
          .from(organizers)
          .where(and(eq(organizers.id, id), ne(organizers.role, 'viewer')))
      : kind === 'team'
        ? await tx.select({ id: teams.id }).from(teams).where(eq(teams.id, id))
        : await tx.select({ id: tags.id }).from(tags).where(eq(tags.id, id));
  if (!found) throw new AppError('not-found');
  return found.id;
}
