import type { Campaign } from '../campaigns/queries.ts';
import type { Db, Tx } from '../db/client.ts';
import type { CampaignContent } from '../imports/form.ts';
import { findVersion, readContent } from '../imports/queries.ts';

/** What a campaign was in one of its versions; what it is now, where that version is the current one or unknown. */
export async function versionContent(db: Db | Tx, campaign: Campaign, number: number): Promise<CampaignContent> {
  const version = number === campaign.version ? undefined : await findVersion(db, campaign.id, number);
  return version?.content ?? (await readContent(db, campaign));
}
