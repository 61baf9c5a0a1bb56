import { type Context, Hono } from 'hono';
import { shareCode, shareUrl } from '../attribution/share-code.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { readForm } from '../http/read-form.ts';
import { personalPage, seeOther } from '../http/respond.ts';
import { pledgesOfSignup } from '../pledges/queries.ts';
import { pledgeView } from '../pledges/view.ts';
import { upcomingShifts } from '../shifts/queries.ts';
import { shiftView } from '../shifts/view.ts';
import { type OpenedSignup, openSignup } from '../signups/queries.ts';
import type { FormState } from '../ui/form-state.ts';
import type { Outcome } from '../ui/outcome.tsx';
import { chooseAsk } from './choose-ask.ts';
import { makePledge } from './make-pledge.ts';
import { NextAskPage } from './next-pages.tsx';
import { outcomeOf } from './outcome-of.ts';
import { readPromise } from './read-promise.ts';

const cameForDate: (Outcome | undefined)[] = ['full', 'over', 'seats-left'];

/**
 * The asks that come right after the form. Whoever sent it may not be whose address it is: what is asked depends on what
 * this form did and on nothing that is known of the contact.
 */
export function nextAskRoutes(deps: Deps): Hono {
  const app = new Hono();
  const { config, db, clock } = deps;

  app.get('/:locale{fr|en}/:slug/next/:token', async (c) => {
    const opened = await openSignup(deps, 'signup', c.req.param('token'));
    return await personalPage(c, await nextPage(c, c.req.path, opened));
  });

  app.post('/:locale{fr|en}/:slug/next/:token/pledge', async (c) => {
    // Read first: should the database be away, the form comes back with what was in it.
    const form = await readForm(c);
    const opened = await openSignup(deps, 'signup', c.req.param('token'));
    const path = c.req.path.replace(/\/pledge$/, '');
    const promise = readPromise(form, opened.campaign);
    if (!promise.ok) return await personalPage(c, await nextPage(c, path, opened, promise.form), 422);
    const made = { by: { signupId: opened.signup.id }, pledge: promise.pledge, at: clock.now() };
    if (!(await db.transaction((tx) => makePledge(tx, made)))) throw new AppError('gone');
    return seeOther(c, `${path}?outcome=pledge-made`);
  });

  async function nextPage(c: Context, path: string, { signup, campaign, view }: OpenedSignup, form?: FormState) {
    const isLive = campaign.status === 'live';
    const [shifts, pledges] = await Promise.all([
      isLive ? upcomingShifts(db, campaign.id, clock.now()) : [],
      pledgesOfSignup(db, signup.id),
    ]);
    const outcome = outcomeOf(c.req.query('outcome'));
    const wanted = form ? 'pledge' : c.req.query('ask');
    const open = shifts.map((shift) => shiftView(shift, view.locale));
    // Only what was just done is shown as booked: who sent the form may not be whose address it is.
    const booked = open.filter((shift) => outcome === 'booked' && shift.id === c.req.query('shift'));
    const standing = {
      mayPledge: pledges.length === 0 && isLive,
      mayBook: open.some((shift) => !booked.includes(shift)),
      booked: booked.length > 0 || outcome === 'waiting',
    };
    // Whoever finds a date full, over or with seats left came for one.
    const asked = wanted ?? (cameForDate.includes(outcome) ? 'shift' : undefined);
    return (
      <NextAskPage
        campaign={view}
        baseUrl={config.baseUrl}
        path={path}
        asking={chooseAsk(campaign.settings, standing, asked)}
        thanks={outcome === undefined && wanted === undefined}
        consented={signup.consented}
        pledge={pledges[0] && pledgeView(pledges[0], campaign.settings)}
        shifts={open}
        booked={booked}
        shareUrl={shareUrl(config.baseUrl, campaign.slug, shareCode(config.secret, 'signup', signup.id))}
        form={form}
        notice={outcome}
      />
    );
  }

  return app;
}
