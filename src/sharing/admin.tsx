import { Hono } from 'hono';
import { type Campaign, findCampaign } from '../campaigns/queries.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { type AdminEnv, requireOrganizer } from '../http/require-organizer.ts';
import { personalPage } from '../http/respond.ts';
import { type Locale, locales } from '../locales/index.ts';
import { readSession } from '../organizers/read-session.ts';
import { campaignProgress, type Progress } from '../signups/queries.ts';
import { type LinkPreview, SharingPage } from './admin-pages.tsx';
import { cardFacts, cardVersion } from './card-facts.ts';
import { cardJob } from './card-job.ts';
import type { PictureCache } from './picture-cache.ts';

/** What an organizer needs to make a campaign known: how its link looks, posters, codes; to be mounted at `/admin`. */
export function sharingAdmin(deps: Deps, pictures: PictureCache): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>();
  app.use(
    '/sharing/*',
    requireOrganizer(deps.config, (headers) => readSession(deps, headers)),
  );

  app.get('/sharing/:slug', async (c) => {
    const campaign = await findCampaign(deps.db, c.req.param('slug'));
    if (!campaign) throw new AppError('not-found');
    const progress = await campaignProgress(deps.db, campaign);
    const previews = await Promise.all(locales.map((locale) => preview(campaign, locale, progress)));
    const page = (
      <SharingPage
        locale={c.get('locale')}
        organizer={c.get('organizer')}
        baseUrl={deps.config.baseUrl}
        campaign={campaign}
        previews={previews.filter((one) => one !== undefined)}
      />
    );
    return await personalPage(c, page);
  });

  /** The card comes along in the page: a draft's has no address yet. */
  async function preview(campaign: Campaign, locale: Locale, progress: Progress): Promise<LinkPreview | undefined> {
    const text = campaign.texts[locale];
    if (!text) return undefined;
    const facts = cardFacts({ locale, settings: campaign.settings, text }, progress, false);
    const picture = await pictures.find(cardVersion(facts), await cardJob(deps, facts));
    const bytes = picture?.body.variants.identity.body;
    const card = bytes && `data:image/png;base64,${Buffer.from(bytes).toString('base64')}`;
    return { locale, text, card, leftOut: picture?.leftOut ?? [] };
  }

  return app;
}
