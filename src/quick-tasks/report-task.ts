import { track } from '../activity/track.ts';
import type { Tx } from '../db/client.ts';
import { reports } from '../reports/table.ts';

type TaskReport = { id: string; contactId: string; campaignId: string; task: string; count: number | null; at: Date };

/** Records that a contact did a quick task. `id` comes with the page: pressing twice tells it once. */
export async function reportTask(tx: Tx, { id, contactId, campaignId, task, count, at }: TaskReport): Promise<void> {
  const added = await tx
    .insert(reports)
    .values({ id, contactId, campaignId, kind: 'quick-task', task, count, createdAt: at })
    .onConflictDoNothing()
    .returning({ id: reports.id });
  if (added.length === 0) return;
  const data = { reportId: id, answer: 'quick-task', task, count };
  await track(tx, [{ kind: 'report.recorded', contactId, campaignId, data, at }]);
}
