import { Hono } from 'hono';
import type { Deps } from '../deps.ts';
import { type AdminEnv, requireOrganizer } from '../http/require-organizer.ts';
import { personalPage } from '../http/respond.ts';
import { readSession } from '../organizers/read-session.ts';
import { RefusalsPage } from './refusals-pages.tsx';
import { refusalsByCampaign } from './refusals-queries.ts';

/** What was refused and why, and what to do about it; to be mounted at `/admin`. */
export function refusalsAdmin(deps: Deps): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>();
  app.get(
    '/refusals',
    requireOrganizer(deps.config, (headers) => readSession(deps, headers)),
    async (c) => {
      const refused = await refusalsByCampaign(deps.db, deps.clock.now());
      const shared = { locale: c.get('locale'), organizer: c.get('organizer'), timezone: deps.config.timezone };
      return await personalPage(c, <RefusalsPage {...shared} refused={refused} />);
    },
  );
  return app;
}
