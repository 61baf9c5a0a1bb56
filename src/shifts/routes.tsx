import { type Context, Hono } from 'hono';
import { requireLive } from '../campaigns/require-live.ts';
import { openSpace } from '../contacts/open-space.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { doorCode } from '../http/door-code.ts';
import { idParameter } from '../http/id-parameter.ts';
import { first, readForm } from '../http/read-form.ts';
import { personalPage, seeOther } from '../http/respond.ts';
import { bookShift } from './book-shift.ts';
import { cancelBooking } from './cancel-booking.ts';
import { confirmBooking } from './confirm-booking.ts';
import { doorQr } from './door-qr.ts';
import { CancelPage, ConfirmPage, TicketPage } from './pages.tsx';
import { findBooking } from './queries.ts';
import { bookingView } from './view.ts';

/** Taking a seat and giving it back, from the contact's own space. */
export function shiftRoutes(deps: Deps): Hono {
  const app = new Hono();
  const { config, db, clock } = deps;

  app.post('/s/:token/bookings', async (c) => {
    // Read first: should the database be away, the form comes back with what was in it.
    const form = await readForm(c);
    const { contact, campaign, view, path } = await openSpace(deps, 'space', c.req.param('token'));
    requireLive(campaign);
    const who = { contactId: contact.id, campaignId: campaign.id, locale: view.locale };
    const request = { ...who, shiftId: idParameter(first(form, 'shift')), at: clock.now() };
    const booked = await db.transaction((tx) => bookShift(tx, request));
    return seeOther(c, `${path}?outcome=${booked.ok ? 'booked' : booked.reason}`);
  });

  app.get('/s/:token/bookings/:booking/cancel', async (c) => {
    const { shared, booking } = await openBooking(c);
    // Given back already, or over: the space says so and offers what is left to do.
    if (booking.state !== 'booked') return seeOther(c, shared.spacePath);
    return await personalPage(c, <CancelPage {...shared} booking={booking} />);
  });

  app.get('/s/:token/bookings/:booking/confirm', async (c) => {
    const { shared, booking } = await openBooking(c);
    if (booking.state !== 'booked' || booking.over) return seeOther(c, shared.spacePath);
    return await personalPage(c, <ConfirmPage {...shared} booking={booking} />);
  });

  app.post('/s/:token/bookings/:booking/confirm', async (c) => {
    const { contact, path } = await openSpace(deps, 'space', c.req.param('token'));
    const booking = { bookingId: idParameter(c.req.param('booking')), contactId: contact.id, at: clock.now() };
    const confirmed = await db.transaction((tx) => confirmBooking(tx, booking));
    return seeOther(c, confirmed ? `${path}?outcome=coming` : path);
  });

  app.get('/s/:token/bookings/:booking/ticket', async (c) => {
    const { shared, booking } = await openBooking(c);
    if (booking.state === 'cancelled') return seeOther(c, shared.spacePath);
    const qr = await doorQr(config.secret, booking);
    return await personalPage(
      c,
      <TicketPage {...shared} booking={booking} qr={qr} code={doorCode(config.secret, booking.id)} />,
    );
  });

  app.post('/s/:token/bookings/:booking/cancel', async (c) => {
    const { contact, path } = await openSpace(deps, 'space', c.req.param('token'));
    const booking = { bookingId: idParameter(c.req.param('booking')), contactId: contact.id, at: clock.now() };
    const cancelled = await db.transaction((tx) => cancelBooking(tx, booking));
    return seeOther(c, cancelled ? `${path}?outcome=cancelled` : path);
  });

  async function openBooking(c: Context) {
    const { contact, view, path: spacePath } = await openSpace(deps, 'space', c.req.param('token') ?? '');
    const found = await findBooking(db, idParameter(c.req.param('booking') ?? ''));
    if (found?.booking.contactId !== contact.id) throw new AppError('gone');
    const shared = { locale: view.locale, baseUrl: config.baseUrl, campaign: view, spacePath };
    return { shared, booking: bookingView(found.booking, found.shift, view.locale, clock.now()) };
  }

  return app;
}
