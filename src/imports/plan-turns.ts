import type { Campaign } from '../campaigns/queries.ts';
import type { Tx } from '../db/client.ts';
import { enqueue } from '../jobs/enqueue.ts';

/**
 * Plans the jobs that open and close a campaign by itself, in the transaction that sets the times. Each decides again
 * when it is due, so that one for a time that was changed since does nothing.
 */
export async function planTurns(tx: Tx, { id, opensAt, closesAt }: Campaign, now: Date): Promise<void> {
  for (const [name, at] of Object.entries({ opensAt, closesAt })) {
    if (at && at > now)
      await enqueue(tx, 'imports.turn-campaign', { campaignId: id }, { runAt: at, key: `turn ${name} ${id}` });
  }
}
