import { Hono } from 'hono';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { idParameter } from '../http/id-parameter.ts';
import { type AdminEnv, requireOrganizer } from '../http/require-organizer.ts';
import { personalPage } from '../http/respond.ts';
import { readSession } from '../organizers/read-session.ts';
import { HistoryPage } from './history-pages.tsx';
import { nameOf, pushesOf, standingsOf } from './history-queries.ts';

const shownPushes = 200;

/** What connectors were told of one contact, and what they answered; to be mounted at `/admin`. */
export function contactHistoryAdmin(deps: Deps): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>();
  const { config, db } = deps;
  app.use(
    '/contacts/:id/crm',
    requireOrganizer(config, (headers) => readSession(deps, headers)),
  );

  app.get('/contacts/:id/crm', async (c) => {
    const id = idParameter(c.req.param('id'));
    const [name, standings, pushes] = await Promise.all([
      nameOf(db, id),
      standingsOf(db, id),
      pushesOf(db, id, shownPushes),
    ]);
    if (name === undefined) throw new AppError('not-found', 'there is no such contact');
    const shared = { locale: c.get('locale'), organizer: c.get('organizer'), timezone: config.timezone };
    return await personalPage(c, <HistoryPage {...shared} contact={{ id, name }} {...{ standings, pushes }} />);
  });

  return app;
}
