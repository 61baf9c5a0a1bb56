import { Hono } from 'hono';
import { findCampaign } from '../campaigns/queries.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { type AdminEnv, requireOrganizer } from '../http/require-organizer.ts';
import { personalPage } from '../http/respond.ts';
import { readSession } from '../organizers/read-session.ts';
import { remember } from './remember.ts';
import { SourcesPage } from './sources-pages.tsx';
import { type CampaignSources, campaignSources } from './sources-queries.ts';

type Counted = CampaignSources & { now: Date };

/** Where the contacts of a campaign came from; to be mounted at `/admin`. */
export function sourcesAdmin(deps: Deps): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>();
  const { timezone, baseUrl } = deps.config;
  /** One for each campaign that was looked at, and campaigns are few. */
  const remembered = new Map<string, () => Promise<Counted>>();

  function sourcesNow(campaignId: string): Promise<Counted> {
    const known = remembered.get(campaignId);
    if (known) return known();
    const ask = remember(async () => ({ now: deps.clock.now(), ...(await campaignSources(deps.db, campaignId)) }));
    remembered.set(campaignId, ask);
    return ask();
  }

  app.get(
    '/campaigns/:slug/sources',
    requireOrganizer(deps.config, (headers) => readSession(deps, headers)),
    async (c) => {
      const campaign = await findCampaign(deps.db, c.req.param('slug'));
      if (!campaign) throw new AppError('not-found', 'this campaign does not exist');
      const shared = { locale: c.get('locale'), organizer: c.get('organizer'), timezone, baseUrl };
      const counted = await sourcesNow(campaign.id);
      return await personalPage(c, <SourcesPage {...shared} campaign={campaign} {...counted} />);
    },
  );
  return app;
}
