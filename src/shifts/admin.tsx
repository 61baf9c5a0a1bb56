import { Hono } from 'hono';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { idParameter } from '../http/id-parameter.ts';
import { first, readForm } from '../http/read-form.ts';
import { type AdminEnv, requireOrganizer } from '../http/require-organizer.ts';
import { personalPage, seeOther } from '../http/respond.ts';
import { readSession } from '../organizers/read-session.ts';
import { listLeaders } from '../teams/queries.ts';
import { ShiftLeadersPage } from './admin-pages.tsx';
import { assignLeader } from './assign-leader.ts';
import { listLedShifts } from './leader-queries.ts';

/** Who leads which shift; to be mounted at `/admin`. */
export function shiftsAdmin(deps: Deps): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>();
  app.use(
    '/shifts/*',
    requireOrganizer(deps.config, (headers) => readSession(deps, headers)),
  );

  app.get('/shifts', async (c) => {
    const [shifts, leaders] = await Promise.all([listLedShifts(deps.db), listLeaders(deps.db)]);
    const shared = { locale: c.get('locale'), organizer: c.get('organizer') };
    const saved = c.req.query('saved') !== undefined;
    return await personalPage(c, <ShiftLeadersPage {...shared} {...{ shifts, leaders, saved }} />);
  });

  app.post('/shifts/:id/leader', async (c) => {
    const shiftId = idParameter(c.req.param('id'));
    const leaderId = first(await readForm(c), 'leader') || null;
    const done = await assignLeader(deps, { shiftId, leaderId, by: c.get('organizer').id });
    if (!done) throw new AppError('not-found', 'there is no such shift, or no such leader');
    return seeOther(c, '/admin/shifts?saved=1');
  });

  return app;
}
