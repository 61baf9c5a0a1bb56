import { type SQL, sql } from 'drizzle-orm';
import type { Db } from '../db/client.ts';

/** How much each thing in common says. */
export const weights = { email: 4, phone: 2, name: 1 } as const;

/** A number or a name that more contacts share is a household's, an office's or made up: it says nothing of one person. */
const mostAlike = 5;

/**
 * Providers where what follows a `+` before the `@` is the reader's own label (Gmail, Outlook, iCloud, Fastmail and Proton
 * say so in their help), and those where dots mean nothing (Gmail: "Dots don't matter in Gmail addresses").
 * Elsewhere both may be another person's, and an address is compared as it stands.
 */
const plus = [
  'gmail.com',
  'googlemail.com',
  'outlook.com',
  'hotmail.com',
  'live.com',
  'icloud.com',
  'me.com',
  'fastmail.com',
  'proton.me',
  'protonmail.com',
];
const dotless = ['gmail.com', 'googlemail.com'];

/** The mailbox that an address leads to, in SQL. */
const mailbox = sql.raw(`
  case when domain in (${quoted(dotless)}) then replace(split_part(box, '+', 1), '.', '') || '@gmail.com'
    else split_part(box, '+', 1) || '@' || domain end`);

/**
 * Looks through all contacts for those that may be one person, and keeps the pairs. Pairs that are no longer alike go;
 * those that an organizer told apart stay told apart. Three passes that sort what can be alike at all, so that
 * a million contacts take seconds; the person who asks does not wait for it.
 */
export async function findDuplicates(db: Db, at: Date): Promise<number> {
  return await db.transaction(async (tx) => {
    // Two searches at once would write the same pairs.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('terrain/duplicates', 0))`);
    await tx.execute(sql`set local work_mem = '64MB'`);
    await tx.execute(foundPairs(at));
    await tx.execute(sql`
      delete from contact_duplicates where found_at < ${at.toISOString()}::timestamptz and dismissed_at is null`);
    const [row] = await tx.execute<{ count: number }>(
      sql`select count(*)::int as count from contact_duplicates where dismissed_at is null`,
    );
    return row?.count ?? 0;
  });
}

function foundPairs(at: Date): SQL {
  return sql`
    with alike as (
      select array_agg(id order by id) as ids, ${weights.phone}::int as weight
      from contacts where phone <> '' and erased_at is null
      group by phone having count(*) between 2 and ${mostAlike}
      union all
      select array_agg(id order by id), ${weights.name}::int
      from contacts where postal_code <> '' and first_folded <> '' and last_folded <> '' and erased_at is null
      group by last_folded, first_folded, postal_code having count(*) between 2 and ${mostAlike}
      union all
      select array_agg(id order by id), ${weights.email}::int
      from (select id, split_part(email, '@', 1) as box, split_part(email, '@', 2) as domain from contacts
        where erased_at is null) as parts
      where domain in (${sql.raw(quoted(plus))})
      group by ${mailbox} having count(*) between 2 and ${mostAlike}
    )
    insert into contact_duplicates (first_id, second_id, strength, found_at)
    select one, other, sum(weight), ${at.toISOString()}::timestamptz
    from alike, unnest(ids) as one, unnest(ids) as other where one < other
    group by one, other
    on conflict (first_id, second_id) do update set strength = excluded.strength, found_at = excluded.found_at`;
}

function quoted(words: string[]): string {
  return words.map((word) => `'${word}'`).join(', ');
}
