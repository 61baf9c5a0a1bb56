import { sql } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';

/**
 * Counts mails that came to a state, by campaign and day. The last statement of its transaction where it can be: those
 * who count for the same campaign wait for one another.
 */
export async function countDeliveries(
  tx: Tx,
  came: { campaignId: string; state: string; day: string; count: number }[],
): Promise<void> {
  if (came.length === 0) return;
  const rows = came.map(({ campaignId, ...one }) => ({ ...one, campaign_id: campaignId }));
  await tx.execute(sql`
    insert into delivery_counts (day, campaign_id, state, count)
    select day, campaign_id, state, sum(count) from json_to_recordset(${JSON.stringify(rows)}::json)
      as came(day date, campaign_id uuid, state text, count int)
    group by 1, 2, 3 order by 1, 2, 3
    on conflict (day, campaign_id, state) do update set count = delivery_counts.count + excluded.count`);
}
