import type { Deps } from '../deps.ts';
import { enqueue } from '../jobs/enqueue.ts';
import { composeMany } from './compose-many.ts';
import { handOver } from './hand-over.ts';
import { noteOutcomes } from './note-outcomes.ts';
import { hasDue } from './queries.ts';
import { takeBatch } from './take-batch.ts';

/**
 * Sends the mails of a batch, or notes of each why it is not sent. A process may die at any point of it: the same mails
 * go again under the same key, which the transport de-duplicates by, so handing them over a second time is once.
 *
 * Where somebody has left in between, the others go without them, still under that key. Either the first call never
 * arrived, and this one is taken; or it did, and this one is refused for having other content: then all have gone.
 * @throws Error when the transport asks to be tried again later; the job's backoff does that.
 */
export async function sendBatch(deps: Deps, batchId: string): Promise<void> {
  const taken = await takeBatch(deps, batchId);
  const results = await handOver(deps.mailer, batchId, await composeMany(deps.db, deps.config, taken));
  await noteOutcomes(deps, batchId, results);
  if (await hasDue(deps.db, deps.clock.now())) await enqueue(deps.db, 'followups.send', {}, { key: 'followups.send' });
  const waiting = results.find(({ outcome }) => outcome.kind === 'again' || outcome.kind === 'stopped');
  if (waiting && 'reason' in waiting.outcome) throw new Error(`mail not taken: ${waiting.outcome.reason}`);
}
