import { type SQL, sql } from 'drizzle-orm';
import type { Tx } from '../db/client.ts';
import { idList } from '../db/id-list.ts';
import type { Ending } from './form.ts';

/** Which enrolments: these, or those of a contact, in one campaign or in all. */
type Which = { ids: string[] } | { contactId: string; campaignId?: string | undefined };

/**
 * Ends sequences for people who are in them: nothing more of them is planned, and what is planned already is left out
 * when it is due, whatever is being sent at this moment. Ending what has ended changes nothing.
 */
export async function endEnrolments(tx: Tx, which: Which & { ending: Ending; at: Date }): Promise<void> {
  if ('ids' in which && which.ids.length === 0) return;
  await tx.execute(sql`
    update enrolments set ended_at = ${which.at.toISOString()}::timestamptz, ending = ${which.ending}
    where ended_at is null and ${those(which)}`);
}

function those(which: Which): SQL {
  if ('ids' in which) return sql`id in ${idList(which.ids)}`;
  const inCampaign = which.campaignId === undefined ? sql`true` : sql`campaign_id = ${which.campaignId}::uuid`;
  return sql`contact_id = ${which.contactId}::uuid and ${inCampaign}`;
}
