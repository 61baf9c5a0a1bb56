import { sql } from 'drizzle-orm';
import type { Db } from '../db/client.ts';
import { recordAudit } from '../organizers/record-audit.ts';

/** Notes that two contacts are two people, for good. Saying it again, or of one who is gone, changes nothing. */
export async function dismissDuplicate(
  db: Db,
  { ids, organizerId, at }: { ids: [string, string]; organizerId: string; at: Date },
): Promise<void> {
  const [first, second] = ids.toSorted();
  await db.transaction(async (tx) => {
    const told = await tx.execute(sql`
      insert into contact_duplicates (first_id, second_id, strength, found_at, dismissed_at)
      select one.id, other.id, 0, ${at.toISOString()}, ${at.toISOString()} from contacts one, contacts other
      where one.id = ${first} and other.id = ${second} and one.id <> other.id
      on conflict (first_id, second_id) do update set dismissed_at = excluded.dismissed_at
        where contact_duplicates.dismissed_at is null
      returning first_id`);
    if (told.length === 0) return;
    await recordAudit(tx, { organizerId, action: 'duplicates.dismissed', detail: { first, second }, count: 2, at });
  });
}
