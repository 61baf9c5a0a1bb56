import { sql } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';
import { planNext } from './plan-next.ts';

/** Plans anew what comes next for everyone who is in a sequence that has changed, each from where they are. */
export async function replan(tx: Tx, sequenceId: string, now: Date): Promise<void> {
  const waiting = await tx.execute<{ id: string }>(sql`
    with waiting as (
      select id, step from enrolments where sequence_id = ${sequenceId}::uuid and ended_at is null
    ), dropped as (
      -- One that a batch has taken up is decided on as it was planned; so is one that it gave back, behind which people
      -- are gone on from already.
      delete from messages m using waiting
      where m.subject_id = waiting.id and m.state = 'queued' and m.handed_at is null and m.batch_id is null
        and m.name <> waiting.step
    )
    select id from waiting`);
  await planNext(
    tx,
    waiting.map(({ id }) => id),
    now,
  );
}
