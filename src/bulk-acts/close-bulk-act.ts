import type { Tx } from '../db/client.ts';
import { enqueue } from '../jobs/enqueue.ts';
import { recordAudit } from '../organizers/record-audit.ts';
import type { bulkActs } from './table.ts';

type Ending = { undoneBy?: string | undefined; stoppedBy?: string; at: Date };

/**
 * Writes down that an act, or its undoing, came to its end or was stopped, and how many it touched: the act under who
 * began it, with who stopped it, and the undoing under who wanted it. Whom a team's leader sees no longer, or gets back
 * without seeing them, is somebody else's to answer.
 */
export async function closeBulkAct(
  tx: Tx,
  act: typeof bulkActs.$inferSelect,
  { undoneBy, stoppedBy, at }: Ending,
): Promise<void> {
  const action = act.state === 'undoing' ? 'bulk-act.undone' : `contacts.${past[act.kind]}`;
  const detail = { act: act.id, target: act.targetId, ...(stoppedBy === undefined ? {} : { stoppedBy }) };
  await recordAudit(tx, { organizerId: undoneBy ?? act.organizerId, action, detail, count: act.changed, at });
  const isGivenBack = act.kind === 'owner' && act.state === 'undoing';
  if ((act.kind === 'team' || isGivenBack) && act.changed > 0) await enqueue(tx, 'outreach.reassign', {});
}

const past = {
  tag: 'tagged',
  untag: 'untagged',
  owner: 'owner-assigned',
  team: 'team-assigned',
  enrol: 'enrolled',
  erase: 'erased',
} as const;
