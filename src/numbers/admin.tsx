import { Hono } from 'hono';
import type { Deps } from '../deps.ts';
import { type AdminEnv, requireOrganizer } from '../http/require-organizer.ts';
import { personalPage } from '../http/respond.ts';
import { may } from '../organizers/permissions.ts';
import { readSession } from '../organizers/read-session.ts';
import { scopeOf } from '../organizers/scope.ts';
import { answerFigures, countWaiting } from '../outreach/queries.ts';
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
  const answeringNow = remember(() => answerFigures(deps.db, deps.clock.now()));
  app.get(
    '/',
    requireOrganizer(deps.config, (headers) => readSession(deps, headers)),
    async (c) => {
      const organizer = c.get('organizer');
      const mayRead = may(organizer.role, 'people.read');
      const [numbers, failed, waiting, answering] = await Promise.all([
        numbersNow(),
        mayRead ? failedMails(deps.db, shownFailures) : undefined,
        countWaiting(deps.db, { organizerId: organizer.id, scope: scopeOf(organizer), now: deps.clock.now() }),
        answeringNow(),
      ]);
      const shared = { locale: c.get('locale'), organizer, timezone, baseUrl, waiting, answering };
      return await personalPage(c, <HomePage {...shared} {...numbers} failed={failed} />);
    },
  );
  return app;
}
