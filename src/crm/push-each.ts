import { CallFailed, Refusal } from './call-failed.ts';
import type { Outcome, Outgoing } from './connector.ts';

/**
 * Pushes one contact after the other, `width` of them at a time, for vendors that take one a call. Who was done stays
 * done: when the vendor is away, at its limit or refuses us, nobody further is tried, and whoever is left is to come again.
 * @throws CallFailed or Refusal where nobody was done: the batch met one fate
 */
export async function pushEach(
  batch: Outgoing[],
  width: number,
  pushOne: (one: Outgoing) => Promise<Outcome>,
): Promise<Outcome[]> {
  const outcomes = new Map<Outgoing, Outcome>();
  let stopped: CallFailed | Refusal | undefined;
  let next = 0;
  const lane = async () => {
    while (!stopped) {
      const one = batch[next++];
      if (!one) return;
      try {
        outcomes.set(one, await pushOne(one));
      } catch (error) {
        if (!(error instanceof CallFailed || error instanceof Refusal)) throw error;
        // One answer that nobody can read says nothing of the next contact; one that never came does.
        if (error.why === 'answer-not-understood') outcomes.set(one, again(one, error));
        else stopped ??= error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, batch.length) }, lane));
  if (stopped && [...outcomes.values()].every(({ result }) => result === 'retry')) throw stopped;
  return batch.map((one) => outcomes.get(one) ?? again(one, stopped));
}

/** Comes again, with what kept it. */
function again({ contactId }: Outgoing, kept: CallFailed | Refusal | undefined): Outcome {
  const after = kept instanceof CallFailed ? kept.after : undefined;
  return {
    contactId,
    result: 'retry',
    cause: kept?.why ?? 'down',
    detail: kept?.message ?? '',
    ...(after !== undefined && { after }),
  };
}
