import { CallFailed } from './call-failed.ts';

/**
 * Asks, and where that came to nothing asks once more at once: one answer that got lost is no reason for a whole batch to
 * come again. Only for what is the same twice as once. Whoever was frozen is not waited for again, and whoever said when
 * to come again is not asked before.
 */
export async function onceMore<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof CallFailed) || error.after !== undefined) throw error;
    if (error.why !== 'down' && error.why !== 'answer-not-understood') throw error;
    return await ask();
  }
}
