import { createHmac } from 'node:crypto';
import { type SQL, sql } from 'drizzle-orm';

/** How a broadcast's recipients are drawn: `key` makes the draw its own, `testShare` is the percentage of the first group. */
export type Draw = { key: string; compares: boolean; testShare: number };

/** The key of a broadcast's draw: nobody without SECRET can tell, or choose, who will get which subject. */
export function drawKey(secret: string, broadcastId: string): string {
  return createHmac('sha256', secret).update('terrain/split\0').update(broadcastId).digest('hex');
}

/**
 * Draws two columns `variant` and `cohort` for each row of `from`, a query with a column `id` (uuid). Everyone is put in the
 * order of a keyed hash (SHA-256 of the key and the id), and every second one gets the other subject: the halves are
 * equal to within one person, in the first group and in the rest alike, and the same draw comes out each time it is
 * made. A first group is of an even number of people.
 */
export function drawn(from: SQL, { key, compares, testShare }: Draw): SQL {
  if (!compares) return sql`select drawn.*, 'a'::text as variant, 'first'::text as cohort from (${from}) as drawn`;
  return sql`
    select drawn.*, case when place % 2 = 0 then 'a' else 'b' end as variant,
      case when ${testShare}::int = 100 or place < 2 * ceil(of * ${testShare}::int / 200.0) then 'first' else 'rest' end as cohort
    from (
      select meant.*, count(*) over () as of,
        row_number() over (order by sha256(decode(${key}, 'hex') || uuid_send(meant.id))) - 1 as place
      from (${from}) as meant
    ) as drawn`;
}
