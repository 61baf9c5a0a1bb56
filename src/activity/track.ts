import { type SQL, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { addJobs } from '../jobs/enqueue.ts';
import { type ActivityKind, reactions } from './reactions.ts';

/** Something that happened with a contact. `data` holds ids and numbers for the timeline and for reactions. */
export type NewActivity = {
  kind: ActivityKind;
  contactId: string;
  campaignId: string | null;
  data: Record<string, unknown>;
  at: Date;
};

type Executor = { execute(query: SQL): PromiseLike<unknown> };

/**
 * Records activities and enqueues the jobs that react to them, all in the caller's transaction: every consequence in
 * Terrain starts here.
 */
export async function track(tx: Executor, activities: NewActivity[]): Promise<void> {
  if (activities.length === 0) return;
  const rows = activities.map((activity) => ({
    id: uuidv7(),
    contact_id: activity.contactId,
    campaign_id: activity.campaignId,
    kind: activity.kind,
    data: activity.data,
    at: activity.at.toISOString(),
  }));
  const happened = sql`
    select * from json_to_recordset(${JSON.stringify(rows)}::json)
      as row(id uuid, contact_id uuid, campaign_id uuid, kind text, data jsonb, at timestamptz)`;
  await tx.execute(sql`with ${tracking(happened)}`);
}

/**
 * The same as the end of a longer statement, to stand after its `with …,`: what is written set by set is tracked in the
 * statement that writes it. `happened` is a query of the columns id, contact_id, campaign_id, kind, data (jsonb) and
 * at, in this order; `also` is one more column of the answer's one row.
 */
export function tracking(happened: SQL, also?: SQL): SQL {
  return sql`
    tracked as (
      insert into activities (id, contact_id, campaign_id, kind, data, at) ${happened} returning id, kind
    )
    ${addJobs(
      sql`
      select job as name, json_build_object('activityIds', json_agg(id)) as payload, null::timestamptz as run_at,
        null::text as job_key
      from tracked join (values ${reactionRows}) as reaction (kind, job) using (kind)
      group by job`,
      also,
    )}`;
}

const reactionRows = sql.join(
  Object.entries(reactions).flatMap(([kind, jobs]) => jobs.map((job) => sql`(${kind}::text, ${job}::text)`)),
  sql`, `,
);
