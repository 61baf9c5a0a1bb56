import { CallFailed, Refusal } from './call-failed.ts';
import type { Outcome, Outgoing } from './connector.ts';

/** So many in a row that came to nothing say that the vendor is away. */
const patience = 4;

/**
 * Pushes one contact after the other, `width` of them at a time, for vendors that take one a call. Who was done stays
 * done: when the vendor is away, at its limit or refuses us, nobody further is tried, and whoever is left is to come again.
 * @throws CallFailed or Refusal where nothing of anybody was taken: the batch met one fate
 */
export async function pushEach(
  batch: Outgoing[],
  width: number,
  pushOne: (one: Outgoing) => Promise<Outcome>,
): Promise<Outcome[]> {
  const outcomes = new Map<Outgoing, Outcome>();
  let stopped: CallFailed | Refusal | undefined;
  let last: CallFailed | Refusal | undefined;
  let inARow = 0;
  let next = 0;
  const lane = async () => {
    while (!stopped) {
      const one = batch[next++];
      if (!one) return;
      try {
        outcomes.set(one, await pushOne(one));
        inARow = 0;
      } catch (error) {
        if (!(error instanceof CallFailed || error instanceof Refusal)) throw error;
        outcomes.set(one, again(one, error));
        inARow += 1;
        // One answer that did not come says little of the next contact; a limit and a refusal hold for all.
        const passing = error instanceof CallFailed && error.why !== 'rate';
        if (!passing || inARow >= patience) stopped ??= error;
        last = error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, batch.length) }, lane));
  const why = stopped ?? last;
  const isNothing = (outcome: Outcome) => outcome.result === 'retry' && outcome.told === undefined;
  if (why && [...outcomes.values()].every(isNothing)) throw why;
  return batch.map((one) => outcomes.get(one) ?? { ...again(one, stopped), untried: true });
}

/** Comes again, with what kept it. */
function again({ contactId }: Outgoing, kept: CallFailed | Refusal | undefined): Extract<Outcome, { result: 'retry' }> {
  const after = kept instanceof CallFailed ? kept.after : undefined;
  return {
    contactId,
    result: 'retry',
    cause: kept?.why ?? 'down',
    detail: kept?.message ?? '',
    ...(after !== undefined && { after }),
  };
}
