import { Hono } from 'hono';
import { findCampaign } from '../campaigns/queries.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { type AdminEnv, requireOrganizer } from '../http/require-organizer.ts';
import { personalPage } from '../http/respond.ts';
import { may } from '../organizers/permissions.ts';
import { readSession } from '../organizers/read-session.ts';
import { figuresNow, figuresOf } from './figures-queries.ts';
import { remember } from './remember.ts';
import { SourcesPage } from './sources-pages.tsx';
import { type RecruiterNumbers, topRecruiters } from './sources-queries.ts';

/** Where the contacts of a campaign came from; to be mounted at `/admin`. */
export function sourcesAdmin(deps: Deps): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>();
  const { db, clock } = deps;
  const { timezone, baseUrl } = deps.config;
  /** One for each campaign that was looked at, and campaigns are few. */
  const remembered = new Map<string, () => Promise<RecruiterNumbers[]>>();

  function recruitersNow(campaignId: string): Promise<RecruiterNumbers[]> {
    const known = remembered.get(campaignId);
    if (known) return known();
    const ask = remember(() => topRecruiters(db, campaignId));
    remembered.set(campaignId, ask);
    return ask();
  }

  app.get(
    '/campaigns/:slug/sources',
    requireOrganizer(deps.config, (headers) => readSession(deps, headers)),
    async (c) => {
      const campaign = await findCampaign(db, c.req.param('slug'));
      if (!campaign) throw new AppError('not-found', 'this campaign does not exist');
      const organizer = c.get('organizer');
      const [counted, recruiters] = await Promise.all([
        figuresNow(deps),
        // They have names, which numbers for everyone have not.
        may(organizer.role, 'people.read') ? recruitersNow(campaign.id) : undefined,
      ]);
      const shared = { locale: c.get('locale'), organizer, timezone, now: clock.now(), baseUrl, campaign, counted };
      const figures = figuresOf(counted, campaign.id);
      return await personalPage(c, <SourcesPage {...shared} figures={figures} recruiters={recruiters} />);
    },
  );
  return app;
}
