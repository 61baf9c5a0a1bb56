import { Hono } from 'hono';
import { requireLive } from '../campaigns/require-live.ts';
import { openSpace } from '../contacts/open-space.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { idParameter } from '../http/id-parameter.ts';
import { first, readForm } from '../http/read-form.ts';
import { personalPage, seeOther } from '../http/respond.ts';
import { bookShift } from './book-shift.ts';
import { joinWait } from './join-wait.ts';
import { leaveWait } from './leave-wait.ts';
import { OfferPage } from './pages.tsx';
import { waitView } from './view.ts';
import { findWait } from './wait-queries.ts';

/** In the contact's own space: joining a full shift's waiting list, leaving it, the seat kept for the next in line. */
export function waitRoutes(deps: Deps): Hono {
  const app = new Hono();
  const { config, db, clock } = deps;

  app.post('/s/:token/waits', async (c) => {
    // Read first: should the database be away, the form comes back with what was in it.
    const form = await readForm(c);
    const { contact, campaign, view, path } = await openSpace(deps, 'space', c.req.param('token'));
    requireLive(campaign);
    const who = { contactId: contact.id, campaignId: campaign.id, locale: view.locale };
    const request = { ...who, shiftId: idParameter(first(form, 'shift')), at: clock.now() };
    return seeOther(c, `${path}?outcome=${await db.transaction((tx) => joinWait(tx, request))}`);
  });

  app.get('/s/:token/waits/:wait', async (c) => {
    const { contact, view, path } = await openSpace(deps, 'space', c.req.param('token'));
    const found = await findWait(db, idParameter(c.req.param('wait')));
    if (found?.wait.contactId !== contact.id) throw new AppError('gone');
    const isOver = found.shift.startsAt <= clock.now() || found.shift.cancelledAt !== null;
    // Taken, or in line still: the space says so.
    if (isOver || found.wait.state === 'taken' || found.wait.state === 'waiting') return seeOther(c, path);
    const shared = { locale: view.locale, baseUrl: config.baseUrl, campaign: view, spacePath: path };
    return await personalPage(c, <OfferPage {...shared} wait={waitView(found, view.locale, clock.now())} />);
  });

  app.post('/s/:token/waits/:wait/take', async (c) => {
    const { contact, path } = await openSpace(deps, 'space', c.req.param('token'));
    const found = await findWait(db, idParameter(c.req.param('wait')));
    if (found?.wait.contactId !== contact.id) throw new AppError('gone');
    const { shiftId, campaignId, locale } = found.wait;
    const request = { shiftId, campaignId, locale, contactId: contact.id, at: clock.now() };
    const taken = await db.transaction((tx) => bookShift(tx, request));
    const refused = !taken.ok && taken.reason === 'over' ? 'over' : 'hold-over';
    return seeOther(c, `${path}?outcome=${taken.ok ? 'booked' : refused}`);
  });

  app.post('/s/:token/waits/:wait/leave', async (c) => {
    const { contact, path } = await openSpace(deps, 'space', c.req.param('token'));
    const place = { waitId: idParameter(c.req.param('wait')), contactId: contact.id, at: clock.now() };
    const left = await db.transaction((tx) => leaveWait(tx, place));
    return seeOther(c, left ? `${path}?outcome=wait-left` : path);
  });

  return app;
}
