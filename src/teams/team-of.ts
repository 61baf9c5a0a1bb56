import { type SQL, type SQLWrapper, sql } from 'drizzle-orm';

/**
 * The id of the team that a postal code belongs to, as an SQL expression: the longest prefix that begins it wins, the
 * older team where two have the same one; null where none does. Spaces, hyphens and case do not count.
 *
 * @param postalCode a column, or a parameter, of type text.
 * @param among what to look in besides the teams as they are: a subquery of `id` and `postal_prefixes`.
 */
export function teamOf(postalCode: SQLWrapper, among: SQL = sql`teams`): SQL<string | null> {
  return sql<string | null>`(
    select t.id from ${among} t cross join unnest(t.postal_prefixes) as p (prefix)
    where starts_with(upper(translate(${postalCode}::text, ' -', '')), p.prefix) and p.prefix <> ''
    order by length(p.prefix) desc, t.id limit 1)`;
}
