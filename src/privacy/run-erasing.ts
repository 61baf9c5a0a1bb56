import { and, asc, eq, sql } from 'drizzle-orm';
import { auditBulkAct } from '../bulk-acts/run-bulk-act.ts';
import { bulkActs } from '../bulk-acts/table.ts';
import { contacts } from '../contacts/table.ts';
import type { Tx } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { readSegment, type SegmentDefinition } from '../segments/form.ts';
import { eraseContact } from './erase-contact.ts';
import { erasedBy } from './start-erasing.ts';

const perRound = 200;
const beforeAll = '00000000-0000-0000-0000-000000000000';

type Needs = Pick<Deps, 'db' | 'clock' | 'config'>;
type Erasing = typeof bulkActs.$inferSelect & { definition: SegmentDefinition };

/**
 * Erases everyone whom an act is of, one by one, each under the locks and by the rules of erasing one: each is counted
 * in the transaction that erases them, so that a process that is killed goes on with who is left, and a stop is heard
 * before the next one. Whoever the segment no longer means by their turn, or who came after the act began, is kept.
 * @throws AppError `unavailable` when somebody was too busy just now; tried again, it goes on with them.
 */
export async function runErasing(deps: Needs, { actId }: { actId: string }): Promise<void> {
  let busy: unknown;
  for (let beyond = beforeAll; ; ) {
    const act = await findErasing(deps, actId);
    if (!act) return;
    const ids = await nextIds(deps, act, beyond);
    for (const id of ids) {
      try {
        await eraseOne(deps, act, id);
      } catch (error) {
        if (!(error instanceof AppError && error.kind === 'unavailable')) throw error;
        busy = error;
      }
    }
    const last = ids.at(-1);
    if (last === undefined) break;
    beyond = last;
  }
  if (busy) throw busy;
  await finish(deps, actId);
}

/** The act, while it runs. */
async function findErasing({ db }: Needs, actId: string): Promise<Erasing | undefined> {
  const [act] = await db.select().from(bulkActs).where(isRunning(actId));
  if (!act) return undefined;
  const definition = readSegment(act.definition);
  if (!definition) throw new Error('the segment of an erasing can no longer be read');
  return { ...act, definition };
}

function isRunning(actId: string) {
  return and(eq(bulkActs.id, actId), eq(bulkActs.kind, 'erase'), eq(bulkActs.state, 'running'));
}

async function nextIds({ db }: Needs, { definition, createdAt }: Erasing, beyond: string): Promise<string[]> {
  const rows = await db
    .select({ id: contacts.id })
    .from(contacts)
    .where(and(erasedBy(definition, createdAt), sql`contacts.id > ${beyond}::uuid`))
    .orderBy(asc(contacts.id))
    .limit(perRound);
  return rows.map(({ id }) => id);
}

async function eraseOne(deps: Needs, { id: actId, organizerId, definition, createdAt }: Erasing, id: string) {
  const isStillMeant = async (tx: Tx) => {
    if ((await tx.$count(contacts, and(erasedBy(definition, createdAt), eq(contacts.id, id)))) === 0) return false;
    // The act comes last: the count goes up with the erasing or not at all, and nobody stops it in between.
    const counted = await tx
      .update(bulkActs)
      .set({ seen: sql`${bulkActs.seen} + 1`, changed: sql`${bulkActs.changed} + 1` })
      .where(isRunning(actId))
      .returning({ id: bulkActs.id });
    return counted.length > 0;
  };
  await eraseContact(deps, id, { organizerId, by: 'bulk-act' }, isStillMeant);
}

async function finish({ db, clock }: Needs, actId: string): Promise<void> {
  const at = clock.now();
  await db.transaction(async (tx) => {
    const [act] = await tx.select().from(bulkActs).where(isRunning(actId)).for('update');
    if (!act) return;
    await tx.update(bulkActs).set({ state: 'done', finishedAt: at }).where(eq(bulkActs.id, actId));
    await auditBulkAct(tx, act, { at });
  });
}
