import { Hono } from 'hono';
import { waitingConsents } from '../consents/confirm-consent.ts';
import { openSpace, type Visitor } from '../contacts/open-space.ts';
import type { Deps } from '../deps.ts';
import { clientAddress, hashAddress } from '../http/client-address.ts';
import { formAgainUrl, leaveUrl, spaceUrl } from '../http/links.ts';
import { personalPage, seeOther } from '../http/respond.ts';
import { messages } from '../locales/index.ts';
import { pledgesOfContact, pledgesOfSignup } from '../pledges/queries.ts';
import { pledgeView } from '../pledges/view.ts';
import { bookingsOfContact, upcomingShifts } from '../shifts/queries.ts';
import { bookingView, shiftView } from '../shifts/view.ts';
import { openSignup } from '../signups/queries.ts';
import type { Outcome } from '../ui/outcome.tsx';
import { confirmAddress } from './confirm-address.ts';
import { NextAskPage } from './next-pages.tsx';
import { ConfirmPage, SpacePage } from './pages.tsx';

/** What comes after the form: the next ask, the confirmation of the address, the contact's own space. */
export function spaceRoutes(deps: Deps): Hono {
  const app = new Hono();
  const { config, db, clock } = deps;

  app.get('/:locale{fr|en}/:slug/next/:token', async (c) => {
    const { signup, campaign, view } = await openSignup(deps, 'signup', c.req.param('token'));
    const [shifts, pledges] = await Promise.all([
      upcomingShifts(db, campaign.id, clock.now()),
      pledgesOfSignup(db, signup.id),
    ]);
    const outcome = outcomeOf(c.req.query('outcome'));
    const open = shifts.map((shift) => shiftView(shift, view.locale));
    // Only what was just done is shown as booked: who sent the form may not be whose address it is.
    const booked = open.filter((shift) => outcome === 'booked' && shift.id === c.req.query('shift'));
    const pledge = pledges[0] && pledgeView(pledges[0], campaign.settings);
    return await personalPage(
      c,
      <NextAskPage
        campaign={view}
        baseUrl={config.baseUrl}
        nextPath={c.req.path}
        thanks={outcome === undefined}
        consented={signup.consented}
        pledge={pledge}
        shifts={open}
        booked={booked}
        notice={outcome}
      />,
    );
  });

  app.get('/c/:token', async (c) => {
    const { signup, view } = await openSignup(deps, 'confirm', c.req.param('token'));
    const waiting = await waitingConsents(db, { ...signup, formSentAt: signup.createdAt });
    const page = (
      <ConfirmPage
        locale={view.locale}
        baseUrl={config.baseUrl}
        confirmPath={c.req.path}
        campaign={view}
        consents={waiting.map(({ wording }) => wording)}
      />
    );
    return await personalPage(c, page);
  });

  app.post('/c/:token', async (c) => {
    const { signup } = await openSignup(deps, 'confirm', c.req.param('token'));
    const now = clock.now();
    const clientHash = hashAddress(config.secret, clientAddress(c, config.trustProxy));
    await db.transaction((tx) => confirmAddress(tx, { signupId: signup.id, clientHash, at: now }));
    const { contactId, campaignId } = signup;
    const space = spaceUrl({ baseUrl: '', secret: config.secret }, { contactId, campaignId, since: now });
    return seeOther(c, `${space}?outcome=confirmed`);
  });

  app.get('/s/:token', async (c) => {
    const visitor = await openSpace(deps, 'space', c.req.param('token'));
    return await personalPage(c, await spacePage(visitor, outcomeOf(c.req.query('outcome'))));
  });

  async function spacePage({ contact, campaign, view, path }: Visitor, notice: Outcome | undefined) {
    const now = clock.now();
    const { locale } = view;
    const [shifts, booked, pledges] = await Promise.all([
      campaign.status === 'live' ? upcomingShifts(db, campaign.id, now) : [],
      bookingsOfContact(db, contact.id),
      pledgesOfContact(db, contact.id),
    ]);
    const links = { baseUrl: '', secret: config.secret };
    const about = { contactId: contact.id, campaignId: campaign.id, since: now };
    return (
      <SpacePage
        locale={locale}
        baseUrl={config.baseUrl}
        campaign={view}
        contact={contact}
        spacePath={path}
        bookings={booked.map(({ booking, shift }) => bookingView(booking, shift, locale, now))}
        shifts={shifts.map((shift) => shiftView(shift, locale))}
        pledges={pledges.map((pledge) => pledgeView(pledge, campaign.settings))}
        shareUrl={`${config.baseUrl}/${locale}/${campaign.slug}`}
        notice={notice}
        paths={{
          again:
            campaign.status === 'live' ? formAgainUrl(links, { ...about, locale, slug: campaign.slug }) : undefined,
          consents: `${path}/consents`,
          leave: leaveUrl(links, about),
        }}
      />
    );
  }

  return app;
}

/** What the act before this page led to, when the query names one that there is a sentence for. */
function outcomeOf(value: string | undefined): Outcome | undefined {
  const known = messages('fr').pages.outcomes;
  return value !== undefined && isKey(known, value) ? value : undefined;
}

function isKey<T extends object>(record: T, key: string): key is string & keyof T {
  return Object.hasOwn(record, key);
}
