import { Hono } from 'hono';
import type { Deps } from '../deps.ts';
import { type AdminEnv, requireOrganizer } from '../http/require-organizer.ts';
import { readSession } from '../organizers/read-session.ts';
import { contactAdmin } from './contact-admin.tsx';
import { editAdmin } from './edit-admin.tsx';

/** Everything that is known of one contact, and what is done for them; to be mounted at `/admin`. */
export function contactsAdmin(deps: Deps): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>();
  app.use(
    '/contacts/:id/*',
    requireOrganizer(deps.config, (headers) => readSession(deps, headers)),
  );
  return app.route('/contacts/:id', contactAdmin(deps)).route('/contacts/:id', editAdmin(deps));
}
