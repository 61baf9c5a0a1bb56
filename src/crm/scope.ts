import { type SQL, sql } from 'drizzle-orm';
import type { Db, Tx } from '../db/client.ts';
import { segmentCondition } from '../segments/condition.ts';
import { findSegment } from '../segments/queries.ts';
import type { CrmConnector } from './queries.ts';

/**
 * The condition on `contacts`, under its own name, of whom a connector holds: a segment, the campaigns that were chosen,
 * or everyone. A segment that is gone, or can no longer be read, is nobody: never everyone.
 */
export async function scopeCondition(db: Db | Tx, connector: CrmConnector, now: Date): Promise<SQL> {
  const parts = [sql`contacts.erased_at is null`];
  if (connector.scope === 'segment') {
    const segment = connector.segmentId === null ? undefined : await findSegment(db, connector.segmentId);
    parts.push(segment ? segmentCondition(segment.definition, now) : sql`false`);
  }
  if (connector.campaignIds.length > 0) {
    parts.push(sql`exists (
      select from signups own where own.contact_id = contacts.id and own.campaign_id = any(${campaignsOf(connector)}))`);
  }
  return sql`(${sql.join(parts, sql` and `)})`;
}

/** The chosen campaigns as an array of Postgres. */
export function campaignsOf({ campaignIds }: Pick<CrmConnector, 'campaignIds'>): SQL {
  return sql`(array(select jsonb_array_elements_text(${JSON.stringify(campaignIds)}::jsonb)::uuid))`;
}
