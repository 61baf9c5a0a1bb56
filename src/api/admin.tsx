import { Hono } from 'hono';
import type { Deps } from '../deps.ts';
import { type AdminEnv, requireOrganizer } from '../http/require-organizer.ts';
import { personalPage } from '../http/respond.ts';
import { readSession } from '../organizers/read-session.ts';
import { ApiKeysPage } from './keys-pages.tsx';
import { listKeys } from './queries.ts';

/** Who may sign people up through the API; to be mounted at `/admin`. */
export function apiAdmin(deps: Deps): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>();
  app.get(
    '/api-keys',
    requireOrganizer(deps.config, (headers) => readSession(deps, headers)),
    async (c) => {
      const shared = { locale: c.get('locale'), organizer: c.get('organizer'), timezone: deps.config.timezone };
      return await personalPage(c, <ApiKeysPage {...shared} keys={await listKeys(deps.db)} />);
    },
  );
  return app;
}
