import { sql } from 'drizzle-orm';
import type { Db } from '../db/client.ts';

/** A solved challenge by its signature, and the sign-up that it is used for. */
type Spending = { id: string; signupId: string; expiresAt: Date };

/**
 * Uses a challenge up, on every machine. The same sign-up may come again with it, as when the network failed; another
 * one may not. Returns whether it was this sign-up's to use. Those that have expired anyway are swept out, a few at a time.
 */
export async function spendChallenge(db: Db, { id, signupId, expiresAt }: Spending): Promise<boolean> {
  const [spent] = await db.execute<{ mine: boolean }>(sql`
    with swept as (
      delete from spent_challenges
      where id in (select id from spent_challenges where expires_at < now() order by expires_at limit 10)
    )
    insert into spent_challenges (id, signup_id, expires_at)
    values (${id}, ${signupId}, ${expiresAt.toISOString()})
    on conflict (id) do update set id = excluded.id
    returning signup_id = ${signupId} as mine`);
  return spent?.mine === true;
}
