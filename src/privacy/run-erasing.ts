import { and, asc, eq, sql } from 'drizzle-orm';
import { closeBulkAct } from '../bulk-acts/close-bulk-act.ts';
import { bulkActChanges, bulkActs } from '../bulk-acts/table.ts';
import { contacts } from '../contacts/table.ts';
import type { Tx } from '../db/client.ts';
import { isConnectionError } from '../db/connection-error.ts';
import type { Deps } from '../deps.ts';
import { maxAttempts } from '../jobs/enqueue.ts';
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
 * before the next one. They are those who were written down when it was confirmed; whoever the segment no longer means
 * by their turn is kept, and whoever it means only since then was never among them.
 * Whoever cannot be erased keeps nobody else waiting: the others go first, and then what went wrong is thrown, so that
 * they are tried again. The last attempt leaves no act that runs for ever: it is stopped, which the audit log has.
 * @throws AppError `unavailable` when somebody was too busy just now; what else kept somebody from being erased.
 */
export async function runErasing(deps: Needs, { actId }: { actId: string }, attempt = 1): Promise<void> {
  try {
    await eraseAll(deps, actId);
  } catch (error) {
    if (attempt >= maxAttempts) await finish(deps, actId, 'stopped');
    throw error;
  }
  await finish(deps, actId, 'done');
}

async function eraseAll(deps: Needs, actId: string): Promise<void> {
  let failed: unknown;
  for (let beyond = beforeAll; ; ) {
    const act = await findErasing(deps, actId);
    if (!act) return;
    const ids = await nextIds(deps, act, beyond);
    for (const id of ids) {
      try {
        await eraseOne(deps, act, id);
      } catch (error) {
        // Without a connection the next one would fail as well.
        if (isConnectionError(error)) throw error;
        failed ??= error;
      }
    }
    const last = ids.at(-1);
    if (last === undefined) break;
    beyond = last;
  }
  if (failed !== undefined) throw failed;
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

async function nextIds({ db }: Needs, { id, definition, createdAt }: Erasing, beyond: string): Promise<string[]> {
  const { actId, contactId } = bulkActChanges;
  const rows = await db
    .select({ id: contactId })
    .from(bulkActChanges)
    .innerJoin(contacts, eq(contacts.id, contactId))
    .where(and(eq(actId, id), sql`${contactId} > ${beyond}::uuid`, erasedBy(definition, createdAt)))
    .orderBy(asc(contactId))
    .limit(perRound);
  return rows.map((row) => row.id);
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

async function finish({ db, clock }: Needs, actId: string, state: 'done' | 'stopped'): Promise<void> {
  const at = clock.now();
  await db.transaction(async (tx) => {
    const [act] = await tx.select().from(bulkActs).where(isRunning(actId)).for('update');
    if (!act) return;
    await tx.update(bulkActs).set({ state, finishedAt: at }).where(eq(bulkActs.id, actId));
    await closeBulkAct(tx, act, { at });
  });
}
