import { type Context, Hono } from 'hono';
import { openSpace } from '../contacts/open-space.ts';
import { createSharedLimit } from '../db/shared-limit.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { clientAddress, hashAddress } from '../http/client-address.ts';
import { doorCode } from '../http/door-code.ts';
import { idParameter } from '../http/id-parameter.ts';
import { first, type PostedForm, readForm } from '../http/read-form.ts';
import { personalPage, seeOther } from '../http/respond.ts';
import type { Locale } from '../locales/index.ts';
import { openSignup } from '../signups/queries.ts';
import { bookShift } from './book-shift.ts';
import { cancelBooking } from './cancel-booking.ts';
import { confirmBooking } from './confirm-booking.ts';
import { doorQr } from './door-qr.ts';
import { CancelPage, ConfirmPage, TicketPage } from './pages.tsx';
import { findBooking } from './queries.ts';
import { bookingView } from './view.ts';

/**
 * Seats that one client address may take in an hour for people who have not confirmed theirs: each has a mail written.
 * A headquarters is one address.
 */
const unvouchedPerHour = 300;

/** Taking a seat and giving it back, from the page after the form and from the contact's own space. */
export function shiftRoutes(deps: Deps): Hono {
  const app = new Hono();
  const { config, db, clock } = deps;
  const unvouched = createSharedLimit(db, { name: 'booking', points: unvouchedPerHour, seconds: 3_600 });

  app.post('/:locale{fr|en}/:slug/next/:token/bookings', async (c) => {
    // Read first: should the database be away, the form comes back with what was in it.
    const form = await readForm(c);
    const { signup } = await openSignup(deps, 'signup', c.req.param('token'));
    const client = hashAddress(config.secret, clientAddress(c, config.trustProxy));
    const admission = await unvouched.admit(client);
    if (!admission.ok) throw new AppError('too-many', undefined, { retryAfter: admission.retryAfter });
    const { outcome, shiftId } = await book(form, signup);
    return seeOther(c, `${c.req.path.replace(/\/bookings$/, '')}?outcome=${outcome}&shift=${shiftId}`);
  });

  app.post('/s/:token/bookings', async (c) => {
    const form = await readForm(c);
    const { contact, campaign, view, path } = await openSpace(deps, 'space', c.req.param('token'));
    const { outcome } = await book(form, { contactId: contact.id, campaignId: campaign.id, locale: view.locale });
    return seeOther(c, `${path}?outcome=${outcome}`);
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

  async function book(form: PostedForm, who: { contactId: string; campaignId: string; locale: Locale }) {
    const { contactId, campaignId, locale } = who;
    const shiftId = idParameter(first(form, 'shift'));
    const request = { shiftId, contactId, campaignId, locale, at: clock.now() };
    const result = await db.transaction((tx) => bookShift(tx, request));
    return { outcome: result.ok ? 'booked' : result.reason, shiftId };
  }

  return app;
}
