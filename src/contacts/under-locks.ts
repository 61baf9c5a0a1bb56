import { sql } from 'drizzle-orm';
import type { Db, Tx } from '../db/client.ts';
import { isLockTimeout, sqlState } from '../db/sql-state.ts';
import { AppError } from '../errors.ts';

const tries = 5;

/**
 * Runs a transaction that nobody who signs up, books or sends to these contacts can come in between of.
 * Where an address comes to lead to another contact, `signupsWait`.
 *
 * The order is that of everyone else: the table that sign-ups read, the shifts (as booking locks them before it names
 * the contact), the contacts by address (as sign-ups lock them). Where it is not had within a second, everything is let go
 * of and tried again, so that what waits behind it goes on.
 * @throws AppError `unavailable` when there was no turn.
 */
export async function underLocks<Result>(
  db: Db,
  contactIds: string[],
  run: (tx: Tx) => Promise<Result>,
  { signupsWait = false } = {},
): Promise<Result> {
  const ids = sql`(select value::uuid from jsonb_array_elements_text(${JSON.stringify(contactIds)}::jsonb))`;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.transaction(async (tx) => {
        await tx.execute(sql`set local lock_timeout = '1s'`);
        if (signupsWait) await tx.execute(sql`lock table contact_addresses in access exclusive mode`);
        await tx.execute(sql`
          select id from shifts where id in (
            select shift_id from bookings where contact_id in ${ids}
            union all select shift_id from shift_waits where contact_id in ${ids})
          order by id for update`);
        await tx.execute(sql`select id from contacts where id in ${ids} order by email for update`);
        return await run(tx);
      });
    } catch (error) {
      if (!isTurnAway(error)) throw error;
      if (attempt === tries) throw new AppError('unavailable', 'others are at it', { cause: error, retryAfter: 5 });
    }
  }
}

/** A lock that was not to be had, or `deadlock_detected` (PostgreSQL, appendix A). */
function isTurnAway(error: unknown): boolean {
  return isLockTimeout(error) || sqlState(error) === '40P01';
}
