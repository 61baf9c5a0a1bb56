import { sql } from 'drizzle-orm';
import type { Db } from '../db/client.ts';
import { weights } from './find-duplicates.ts';

/** A contact as it stands in a list of likely ones. */
export type Likely = { id: string; name: string; email: string; phone: string; postalCode: string };

/** Two contacts that may be one person, and how much speaks for it. */
export type Pair = { first: Likely; second: Likely; strength: number };

const person = (alias: string) =>
  sql.raw(`json_build_object('id', ${alias}.id, 'name', trim(${alias}.first_name || ' ' || ${alias}.last_name),
    'email', ${alias}.email, 'phone', ${alias}.phone, 'postalCode', ${alias}.postal_code)`);

/** The pairs that nobody has decided on, the likeliest first. The index of `strength` gives them in this order. */
export async function listPairs(db: Db, limit: number): Promise<Pair[]> {
  const rows = await db.execute<Pair>(sql`
    select ${person('one')} as first, ${person('other')} as second, strength
    from (
      select * from contact_duplicates where dismissed_at is null order by strength desc, first_id, second_id limit ${limit}
    ) as likeliest join contacts one on one.id = first_id join contacts other on other.id = second_id
    order by strength desc, first_id, second_id`);
  return [...rows];
}

/**
 * Who may be the same person as one contact: those that the search found, and by index those who have the same phone, or
 * the same name and postal code, since.
 */
export async function likelyOf(db: Db, contactId: string): Promise<(Likely & { strength: number })[]> {
  const rows = await db.execute<{ likely: Likely; strength: number }>(sql`
    with found as (
      select case first_id when ${contactId}::uuid then second_id else first_id end as id, strength, dismissed_at
      from contact_duplicates where first_id = ${contactId}::uuid or second_id = ${contactId}::uuid
    ), now as (
      (select other.id, ${weights.phone}::int as weight from contacts one join contacts other on other.phone = one.phone
      where one.id = ${contactId}::uuid and one.phone <> '' and other.phone <> '' limit 20)
      union all
      (select other.id, ${weights.name}::int from contacts one join contacts other
        on other.last_folded = one.last_folded and other.first_folded = one.first_folded
          and other.postal_code = one.postal_code
      where one.id = ${contactId}::uuid and one.postal_code <> '' and one.first_folded <> '' and one.last_folded <> ''
      limit 20)
      union all
      select id, strength from found
    )
    select ${person('c')} as likely, least(${weights.email + weights.phone + weights.name}, bit_or(weight))::int as strength
    from now join contacts c using (id)
    where c.id <> ${contactId}::uuid and c.erased_at is null
      and not exists (select from found where found.id = c.id and dismissed_at is not null)
    group by c.id order by strength desc, c.id limit 20`);
  return [...rows].map(({ likely, strength }) => ({ ...likely, strength }));
}

/** What a strength is made of. */
export function reasonsOf(strength: number): (keyof typeof weights)[] {
  return (['email', 'phone', 'name'] as const).filter((reason) => (strength & weights[reason]) > 0);
}
