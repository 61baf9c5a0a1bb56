import { CallFailed, Refusal } from '../../../src/crm/call-failed.ts';
import type { Connector, Outcome, Outgoing } from '../../../src/crm/connector.ts';

type Settled = Exclude<Outcome, { result: 'retry' }>;

/**
 * Pushes as the engine would: what is worth another try is tried again, without waiting. `refresh` is called where the
 * vendor refused the credentials, as the engine does that has a refresh token.
 */
export async function settle(connector: Connector, batch: Outgoing[], tries = 12): Promise<Map<string, Settled>> {
  const settled = new Map<string, Settled>();
  let left = batch;
  for (let time = 0; left.length > 0; time += 1) {
    if (time === tries) throw new Error(`${left.length} of ${batch.length} were never settled`);
    const outcomes = await attempt(connector, left);
    for (const outcome of outcomes) if (outcome.result !== 'retry') settled.set(outcome.contactId, outcome);
    left = left.filter(({ contactId }) => !settled.has(contactId));
  }
  return settled;
}

/** One push; one that threw what is worth another try has settled nobody. */
async function attempt(connector: Connector, batch: Outgoing[]): Promise<Outcome[]> {
  try {
    const outcomes = await connector.push(batch);
    if (outcomes.map(({ contactId }) => contactId).join() !== batch.map(({ contactId }) => contactId).join()) {
      throw new Error('a push answered for others than it was given, or in another order');
    }
    return outcomes;
  } catch (error) {
    if (error instanceof CallFailed) return [];
    // A token that was no longer good: the engine renews it or waits for an organizer.
    if (error instanceof Refusal && error.why === 'credentials') return [];
    throw error;
  }
}
