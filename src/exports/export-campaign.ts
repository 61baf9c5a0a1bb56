import { findCampaign } from '../campaigns/queries.ts';
import type { Db } from '../db/client.ts';
import { editionOf } from '../imports/content-view.ts';
import { type CampaignFile, campaignFile } from '../imports/form.ts';
import { readContent } from '../imports/queries.ts';

/**
 * A campaign as its file, which `importCampaign` brings in elsewhere; undefined when there is none of that name. What was
 * stored before today's rules and breaks them goes along as it is: a file that lacks it, or none, would lose it.
 */
export async function exportCampaign(db: Db, slug: string): Promise<CampaignFile | undefined> {
  const campaign = await findCampaign(db, slug);
  if (!campaign) return undefined;
  const { status, opensAt, closesAt } = campaign;
  const content = await readContent(db, campaign);
  const file: CampaignFile = {
    slug,
    status,
    ...(opensAt && { opensAt: opensAt.toISOString() }),
    ...(closesAt && { closesAt: closesAt.toISOString() }),
    edition: editionOf(content),
    ...content,
  };
  const read = campaignFile.safeParse(file);
  return read.success ? read.data : file;
}
