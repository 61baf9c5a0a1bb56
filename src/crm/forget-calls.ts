import { sql } from 'drizzle-orm';
import type { Deps } from '../deps.ts';

/** How long calls and pushes are kept, in days, and how many pushes of one contact at most. */
const kept = { calls: 14, pushes: 90, perContact: 50 };

/** Lets go of old lines of the logs. */
export async function forgetCalls({ db, clock }: Pick<Deps, 'db' | 'clock'>): Promise<void> {
  const before = (days: number) => sql`${clock.now().toISOString()}::timestamptz - make_interval(days => ${days})`;
  await db.execute(sql`delete from crm_calls where at < ${before(kept.calls)}`);
  await db.execute(sql`delete from crm_pushes where at < ${before(kept.pushes)}`);
  await db.execute(sql`
    delete from crm_pushes p using (
      select id, row_number() over (partition by connector_id, contact_id order by id desc) as place from crm_pushes
    ) as ranked
    where ranked.id = p.id and ranked.place > ${kept.perContact}`);
  await db.execute(sql`
    delete from crm_runs r where state in ('done', 'stopped', 'failed') and ended_at < ${before(kept.pushes)}`);
}
