import { Hono } from 'hono';
import { findCampaign } from '../campaigns/queries.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { sequencesOf } from '../followups/queries.ts';
import { type AdminEnv, requireOrganizer } from '../http/require-organizer.ts';
import { personalPage } from '../http/respond.ts';
import { readSession } from '../organizers/read-session.ts';
import { upcomingShifts } from '../shifts/queries.ts';
import { WordingsPage } from './pages.tsx';
import { wordingsOf } from './view.ts';

/** What each campaign says in each language; to be mounted at `/admin`. */
export function wordingsAdmin(deps: Deps): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>();
  app.get(
    '/campaigns/:slug',
    requireOrganizer(deps.config, (headers) => readSession(deps, headers)),
    async (c) => {
      const campaign = await findCampaign(deps.db, c.req.param('slug'));
      if (!campaign) throw new AppError('not-found');
      const [sequences, shifts] = await Promise.all([
        sequencesOf(deps.db, campaign.id),
        upcomingShifts(deps.db, campaign.id, deps.clock.now()),
      ]);
      const shared = { locale: c.get('locale'), organizer: c.get('organizer'), baseUrl: deps.config.baseUrl };
      const wordings = wordingsOf(campaign, sequences, shifts);
      return await personalPage(c, <WordingsPage {...shared} campaign={campaign} wordings={wordings} />);
    },
  );
  return app;
}
