import { sql } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';
import type { suppressions } from './table.ts';

/** What a merge adds to the reason of a block that it copies from one address of a person to another. */
const mark = ' (merge)';
const copied = `%${mark}`;

/** How the copy of a block says its reason, the column `reason`. */
export const copiedReason = sql`case when reason like ${copied} then reason else reason || ${mark}::text end`;

/**
 * The end of a statement that blocks addresses, each once, some of which may be blocked already. The first reason stays,
 * but for a copied one: that goes when the merge is undone, and must not take along what the address has earned since.
 */
export const unlessBlocked = sql`on conflict (email) do update set reason = excluded.reason, at = excluded.at
  where suppressions.reason like ${copied}`;

/** Has no further mail go to an address, lower-cased. */
export async function suppress(tx: Tx, { email, reason, at }: typeof suppressions.$inferInsert): Promise<void> {
  await tx.execute(sql`
    insert into suppressions (email, reason, at) values (${email}, ${reason}, ${at.toISOString()}::timestamptz)
    ${unlessBlocked}`);
}
