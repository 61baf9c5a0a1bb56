import { type Context, Hono } from 'hono';
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
import { callOffShift } from './call-off-shift.ts';
import { countWaiting, findOwnShift, listSeated } from './door-queries.ts';
import { listLedShifts } from './leader-queries.ts';
import { CallOffPage, ShiftPage } from './shift-pages.tsx';

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

  app.get('/shifts/:id', async (c) => {
    const own = await ownShift(c);
    const [people, waiting] = await Promise.all([
      listSeated(deps.db, own.shift.id),
      countWaiting(deps.db, own.shift.id),
    ]);
    const shared = { locale: c.get('locale'), organizer: c.get('organizer'), now: deps.clock.now() };
    return await personalPage(c, <ShiftPage {...shared} {...{ own, people, waiting }} />);
  });

  app.get('/shifts/:id/call-off', async (c) => {
    const own = await ownShift(c);
    return await personalPage(c, <CallOffPage locale={c.get('locale')} organizer={c.get('organizer')} own={own} />);
  });

  app.post('/shifts/:id/call-off', async (c) => {
    const { shift } = await ownShift(c);
    const ended = await callOffShift(deps, { shiftId: shift.id, by: c.get('organizer').id });
    if (ended === undefined) throw new AppError('gone');
    return seeOther(c, `/admin/shifts/${shift.id}`);
  });

  async function ownShift(c: Context<AdminEnv>) {
    const shiftId = idParameter(c.req.param('id') ?? '');
    const own = await findOwnShift(deps.db, shiftId, c.get('organizer'), deps.clock.now());
    if (!own) throw new AppError('not-found');
    return own;
  }

  return app;
}
