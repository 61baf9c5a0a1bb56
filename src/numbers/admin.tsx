import { Hono } from 'hono';
import type { Deps } from '../deps.ts';
import { type AdminEnv, requireOrganizer } from '../http/require-organizer.ts';
import { personalPage } from '../http/respond.ts';
import { readSession } from '../organizers/read-session.ts';
import { HomePage } from './pages.tsx';
import { campaignNumbers, failedMails } from './queries.ts';
import { remember } from './remember.ts';

const shownFailures = 10;

/** The organizers' home: how far each campaign is, and what went wrong; to be mounted at `/admin`. */
export function numbersAdmin(deps: Deps): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>();
  const { timezone, baseUrl } = deps.config;
  const numbersNow = remember(async () => {
    const now = deps.clock.now();
    return { now, campaigns: await campaignNumbers(deps.db, { now, timezone }) };
  });
  app.get(
    '/',
    requireOrganizer(deps.config, (headers) => readSession(deps, headers)),
    async (c) => {
      const [numbers, failed] = await Promise.all([numbersNow(), failedMails(deps.db, shownFailures)]);
      const shared = { locale: c.get('locale'), organizer: c.get('organizer'), timezone, baseUrl };
      return await personalPage(c, <HomePage {...shared} {...numbers} failed={failed} />);
    },
  );
  return app;
}
