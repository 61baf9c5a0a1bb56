import { and, eq, inArray, isNull, notInArray } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../db/client.ts';
import { movedPlaces, type Sequence } from '../followups/form.ts';
import { sequencesOf } from '../followups/queries.ts';
import { enrolments, sequences } from '../followups/table.ts';
import { enqueue } from '../jobs/enqueue.ts';

/**
 * Makes the sequences of a campaign what they are said to be. Who is in one that changes goes on from where they are: a
 * job plans anew what comes next for them. One that is named no more takes nobody in, and ends for who is in it.
 */
export async function writeSequences(tx: Tx, campaignId: string, said: Sequence[], now: Date): Promise<void> {
  const before = new Map((await sequencesOf(tx, campaignId)).map((one) => [one.key, one]));
  for (const [position, { key, ...values }] of said.entries()) {
    const [row] = await tx
      .insert(sequences)
      .values({ id: uuidv7(), campaignId, key, position, ...values })
      .onConflictDoUpdate({ target: [sequences.campaignId, sequences.key], set: { position, ...values } })
      .returning({ id: sequences.id });
    const was = before.get(key);
    if (!row || !was || !changesPlans(was, values)) continue;
    for (const [from, to] of movedPlaces(was.steps, values.steps)) {
      const theirs = and(eq(enrolments.sequenceId, row.id), eq(enrolments.step, from), isNull(enrolments.endedAt));
      await tx.update(enrolments).set({ step: to }).where(theirs);
    }
    await enqueue(tx, 'followups.replan', { sequenceId: row.id }, { key: `replan:${row.id}` });
  }
  const keys = said.map(({ key }) => key);
  const unnamed = keys.length === 0 ? undefined : notInArray(sequences.key, keys);
  const gone = await tx
    .update(sequences)
    .set({ state: 'removed' })
    .where(and(eq(sequences.campaignId, campaignId), unnamed))
    .returning({ id: sequences.id });
  const ids = gone.map(({ id }) => id);
  await tx
    .update(enrolments)
    .set({ endedAt: now, ending: 'removed' })
    .where(and(inArray(enrolments.sequenceId, ids), isNull(enrolments.endedAt)));
}

/** Words and conditions are read when a mail is due; what is planned is a step and its time. */
function changesPlans(was: Pick<Sequence, 'state' | 'steps'>, is: Pick<Sequence, 'state' | 'steps'>): boolean {
  const plan = ({ state, steps }: Pick<Sequence, 'state' | 'steps'>) =>
    JSON.stringify([state, steps.map(({ key, delayHours, at }) => [key, delayHours, at])]);
  return plan(was) !== plan(is);
}
