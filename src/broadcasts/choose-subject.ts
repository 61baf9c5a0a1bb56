import type { Tx } from '../db/client.ts';
import { better } from './intervals.ts';
import type { Broadcast } from './queries.ts';
import { comparedArms } from './results-queries.ts';

/**
 * Which subject the rest gets, looked at once, at the time that was set beforehand: the better one where the difference
 * is real, and otherwise both evenly, as they were drawn.
 */
export async function chooseSubject(tx: Tx, broadcast: Broadcast): Promise<'a' | 'b' | 'even'> {
  const { a, b } = await comparedArms(tx, broadcast);
  return better({ count: a.acted, of: a.sent }, { count: b.acted, of: b.sent }) ?? 'even';
}
