import { type SQL, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { enqueue } from '../jobs/enqueue.ts';
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
  const inserted = tx.execute(sql`
    insert into activities (id, contact_id, campaign_id, kind, data, at)
    select * from json_to_recordset(${JSON.stringify(rows)}::json)
      as row(id uuid, contact_id uuid, campaign_id uuid, kind text, data jsonb, at timestamptz)`);
  const jobs = new Map<(typeof reactions)[ActivityKind][number], string[]>();
  for (const row of rows) {
    for (const job of reactions[row.kind]) jobs.set(job, [...(jobs.get(job) ?? []), row.id]);
  }
  await Promise.all([inserted, ...[...jobs].map(([job, activityIds]) => enqueue(tx, job, { activityIds }))]);
}
