import type { Campaign } from '../campaigns/queries.ts';
import { type CampaignView, campaignView } from '../campaigns/view.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { isLocale } from '../locales/index.ts';

/** A campaign as it is kept, and as its pages show it in one language. */
export type OpenedCampaign = { campaign: Campaign; view: CampaignView };

/** What the public sees of a campaign, open or closed; undefined where there is nothing to see in that language. */
export async function findPublic(
  { campaigns }: Pick<Deps, 'campaigns'>,
  locale: string,
  slug: string,
): Promise<OpenedCampaign | undefined> {
  const campaign = await campaigns.find(slug);
  const view = campaign && isLocale(locale) ? campaignView(campaign, locale) : undefined;
  return campaign && view && { campaign, view };
}

/** A campaign that people can sign up to. @throws AppError `not-found`, or `closed`. */
export async function openCampaign(
  deps: Pick<Deps, 'campaigns'>,
  locale: string,
  slug: string,
): Promise<OpenedCampaign> {
  const found = await findPublic(deps, locale, slug);
  if (!found) throw new AppError('not-found');
  if (found.view.status === 'closed') throw new AppError('closed', undefined, { subject: slug });
  return found;
}
