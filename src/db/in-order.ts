import type { SQL } from 'drizzle-orm';
import type { Tx } from './client.ts';

/**
 * Runs statements of a transaction without waiting for the answer to one before the next is sent: Postgres takes them up
 * in their order, each seeing what those before it did. For those that need none of one another's answers: what is
 * locked, and what is then done with it. `last` is one that nobody has awaited yet. @returns its answer.
 */
export async function inOrder<Answer>(tx: Tx, before: SQL[], last: PromiseLike<Answer>): Promise<Answer> {
  const earlier = before.map((statement) => tx.execute(statement).execute());
  const [answer] = await Promise.all([last, ...earlier]);
  return answer;
}
