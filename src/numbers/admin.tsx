import { Hono } from 'hono';
import type { Deps } from '../deps.ts';
import { type AdminEnv, requireOrganizer } from '../http/require-organizer.ts';
import { personalPage } from '../http/respond.ts';
import { may } from '../organizers/permissions.ts';
import { readSession } from '../organizers/read-session.ts';
import { scopeOf } from '../organizers/scope.ts';
import { answerFigures, countWaiting } from '../outreach/queries.ts';
import { countWaitingConversations } from '../replies/queries.ts';
import { figuresNow } from './figures-queries.ts';
import { HomePage } from './pages.tsx';
import { allCampaigns, failedMails, refusedLately } from './queries.ts';
import { remember } from './remember.ts';

const shownFailures = 10;

/** The organizers' home: how far each campaign is, and what went wrong; to be mounted at `/admin`. */
export function numbersAdmin(deps: Deps): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>();
  const { db, clock } = deps;
  const { timezone, baseUrl } = deps.config;
  const answeringNow = remember(() => answerFigures(db, clock.now()));
  app.get(
    '/',
    requireOrganizer(deps.config, (headers) => readSession(deps, headers)),
    async (c) => {
      const organizer = c.get('organizer');
      const now = clock.now();
      const mayRead = may(organizer.role, 'people.read');
      const scope = scopeOf(organizer);
      const [counted, campaigns, refused, failed, waiting, answering, conversations] = await Promise.all([
        figuresNow(deps),
        allCampaigns(db),
        refusedLately(db, now),
        mayRead ? failedMails(db, shownFailures) : undefined,
        countWaiting(db, { organizerId: organizer.id, scope, now }),
        answeringNow(),
        countWaitingConversations(db, scope),
      ]);
      const shared = { locale: c.get('locale'), organizer, timezone, baseUrl, now, waiting, answering, conversations };
      return await personalPage(
        c,
        <HomePage {...shared} counted={counted} campaigns={campaigns} refused={refused} failed={failed} />,
      );
    },
  );
  return app;
}
