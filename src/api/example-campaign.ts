import { liveCampaigns } from '../campaigns/queries.ts';
import { campaignView } from '../campaigns/view.ts';
import type { Db } from '../db/client.ts';
import type { Locale } from '../locales/index.ts';
import { describeCampaign } from './describe-campaign.ts';

/** A request that works as it stands: the campaign's name, and the least that it takes. */
export type Example = { slug: string; body: Record<string, unknown> };

/** An example for the newest campaign that is open in a language; undefined where there is none. */
export async function exampleCampaign(db: Db, locale: Locale, baseUrl: string): Promise<Example | undefined> {
  for (const campaign of await liveCampaigns(db)) {
    const view = campaignView(campaign, locale);
    if (!view) continue;
    const { slug, example } = describeCampaign(campaign, view, { baseUrl, form: '' });
    return { slug, body: { ...example, locale } };
  }
  return undefined;
}
