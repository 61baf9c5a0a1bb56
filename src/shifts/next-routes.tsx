import { type Context, Hono } from 'hono';
import { requireLive } from '../campaigns/require-live.ts';
import { createSharedLimit } from '../db/shared-limit.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { clientAddress, hashAddress } from '../http/client-address.ts';
import { idParameter } from '../http/id-parameter.ts';
import { first, readForm } from '../http/read-form.ts';
import { seeOther } from '../http/respond.ts';
import { openSignup } from '../signups/queries.ts';
import { bookShift } from './book-shift.ts';
import { joinWait } from './join-wait.ts';

/**
 * Seats that one client address may ask or wait for in an hour for people who have not confirmed theirs: each has a
 * mail written. A headquarters is one address.
 */
const unvouchedPerHour = 300;

/**
 * A seat, or a place in line for one, right after the form. Whoever sent it may not be whose address it is: the answers
 * tell nothing that is known of the contact.
 */
export function nextShiftRoutes(deps: Deps): Hono {
  const app = new Hono();
  const { config, db, clock } = deps;
  const unvouched = createSharedLimit(db, { name: 'booking', points: unvouchedPerHour, seconds: 3_600 });

  app.post('/:locale{fr|en}/:slug/next/:token/bookings', async (c) => {
    const request = await readRequest(c, c.req.param('token'));
    const booked = await db.transaction((tx) => bookShift(tx, request));
    const outcome = booked.ok ? 'booked' : booked.reason;
    return seeOther(c, `${c.req.path.replace(/\/bookings$/, '')}?outcome=${outcome}&shift=${request.shiftId}`);
  });

  app.post('/:locale{fr|en}/:slug/next/:token/waits', async (c) => {
    const request = await readRequest(c, c.req.param('token'));
    const outcome = await db.transaction((tx) => joinWait(tx, request));
    return seeOther(c, `${c.req.path.replace(/\/waits$/, '')}?outcome=${outcome}`);
  });

  async function readRequest(c: Context, token: string) {
    // Read first: should the database be away, the form comes back with what was in it.
    const form = await readForm(c);
    const { signup, campaign } = await openSignup(deps, 'signup', token);
    requireLive(campaign);
    const admission = await unvouched.admit(hashAddress(config.secret, clientAddress(c, config.trustProxy)));
    if (!admission.ok) throw new AppError('too-many', undefined, { retryAfter: admission.retryAfter });
    const { id: signupId, contactId, campaignId, locale } = signup;
    return { signupId, contactId, campaignId, locale, shiftId: idParameter(first(form, 'shift')), at: clock.now() };
  }

  return app;
}
