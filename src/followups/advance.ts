import { sql } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';
import type { Step } from './form.ts';
import { planOf } from './plan-next.ts';

/** A step that was decided for one person, when it was due, and the steps of its sequence. */
type Settled = { enrolmentId: string; step: string; dueAt: Date; sequenceId: string; steps: Step[] };

/** What was decided so much later than it was due counts from then on: nobody is to catch up on a week's mails in a day. */
const late = 3_600_000;

/** Notes how far people have come in their sequences, and plans what comes next for each. */
export async function advance(tx: Tx, settled: Settled[], now: Date): Promise<void> {
  if (settled.length === 0) return;
  const rows = settled.map(({ enrolmentId, step, dueAt }) => ({
    id: enrolmentId,
    step,
    at: now.getTime() - dueAt.getTime() > late ? now : dueAt,
  }));
  const gone = sql`
    update enrolments set step = row.step, step_at = row.at
    from json_to_recordset(${JSON.stringify(rows)}::json) as row(id uuid, step text, at timestamptz)
    where enrolments.id = row.id returning enrolments.*`;
  await planOf(tx, gone, now, new Map(settled.map(({ sequenceId, steps }) => [sequenceId, steps])));
}
