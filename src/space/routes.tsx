import { type Context, Hono } from 'hono';
import { giveShareCode } from '../attribution/give-share-code.ts';
import { ownShareLink } from '../attribution/queries.ts';
import { waitingConsents } from '../consents/confirm-consent.ts';
import { openSpace, type Visitor } from '../contacts/open-space.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { clientAddress, hashAddress } from '../http/client-address.ts';
import { formAgainUrl, leaveUrl, spaceUrl } from '../http/links.ts';
import { readForm } from '../http/read-form.ts';
import { personalPage, seeOther } from '../http/respond.ts';
import { messages } from '../locales/index.ts';
import { pledgesOfContact } from '../pledges/queries.ts';
import { pledgeView } from '../pledges/view.ts';
import { bookingsOfContact, upcomingShifts } from '../shifts/queries.ts';
import { bookingView, shiftView, waitView } from '../shifts/view.ts';
import { waitsOfContact } from '../shifts/wait-queries.ts';
import { countRecruits, openSignup } from '../signups/queries.ts';
import { AgreePage } from '../ui/agree-page.tsx';
import type { FormState } from '../ui/form-state.ts';
import { areFull, chooseAsk } from './choose-ask.ts';
import { confirmAddress } from './confirm-address.ts';
import { thingsDone } from './done-queries.ts';
import { makePledge } from './make-pledge.ts';
import { outcomeOf } from './outcome-of.ts';
import { SpacePage } from './pages.tsx';
import { readPromise } from './read-promise.ts';
import { findOwnTeam } from './team-queries.ts';

/** The confirmation of an address, and the contact's own space that it leads to. */
export function spaceRoutes(deps: Deps): Hono {
  const app = new Hono();
  const { config, db, clock } = deps;

  app.get('/c/:token', async (c) => {
    const { signup, view } = await openSignup(deps, 'confirm', c.req.param('token'));
    const waiting = await waitingConsents(db, { ...signup, formSentAt: signup.createdAt });
    const { title, text: lead, action, other } = messages(view.locale).pages.confirm;
    const page = (
      <AgreePage
        locale={view.locale}
        baseUrl={config.baseUrl}
        path={c.req.path}
        campaign={view}
        words={{ title, lead, action, other }}
        consents={waiting.map(({ wording }) => wording)}
      />
    );
    return await personalPage(c, page);
  });

  app.post('/c/:token', async (c) => {
    const { signup } = await openSignup(deps, 'confirm', c.req.param('token'));
    const now = clock.now();
    const clientHash = hashAddress(config.secret, clientAddress(c, config.trustProxy));
    const { contactId, campaignId } = signup;
    await db.transaction(async (tx) => {
      await confirmAddress(tx, { signupId: signup.id, clientHash, at: now });
      await giveShareCode(tx, { secret: config.secret, contactId, at: now });
    });
    const space = spaceUrl({ baseUrl: '', secret: config.secret }, { contactId, campaignId, since: now });
    return seeOther(c, `${space}?outcome=confirmed`);
  });

  app.get('/s/:token', async (c) => {
    const visitor = await openSpace(deps, 'space', c.req.param('token'));
    return await personalPage(c, await spacePage(c, visitor));
  });

  app.post('/s/:token/pledge', async (c) => {
    // Read first: should the database be away, the form comes back with what was in it.
    const form = await readForm(c);
    const visitor = await openSpace(deps, 'space', c.req.param('token'));
    const { contact, campaign, path } = visitor;
    const promise = readPromise(form, campaign);
    if (!promise.ok) return await personalPage(c, await spacePage(c, visitor, promise.form), 422);
    const by = { contactId: contact.id, campaignId: campaign.id };
    const made = await db.transaction((tx) => makePledge(tx, { by, pledge: promise.pledge, at: clock.now() }));
    if (!made) throw new AppError('gone');
    return seeOther(c, `${path}?outcome=pledge-made`);
  });

  // Those who confirm are given one then; whoever came here another way presses for it, as looking changes nothing.
  app.post('/s/:token/share-link', async (c) => {
    const { contact, path } = await openSpace(deps, 'space', c.req.param('token'));
    await db.transaction((tx) => giveShareCode(tx, { secret: config.secret, contactId: contact.id, at: clock.now() }));
    return seeOther(c, `${path}?ask=share`);
  });

  async function spacePage(c: Context, { contact, campaign, view, path }: Visitor, form?: FormState) {
    const now = clock.now();
    const { locale } = view;
    const isLive = campaign.status === 'live';
    const own = { contactId: contact.id, campaignId: campaign.id };
    const [link, recruited, shifts, booked, waits, pledges] = await Promise.all([
      ownShareLink(deps, { slug: campaign.slug, contactId: contact.id }),
      countRecruits(db, own),
      isLive ? upcomingShifts(db, campaign.id, now) : [],
      bookingsOfContact(db, contact.id),
      waitsOfContact(db, contact.id, now),
      pledgesOfContact(db, contact.id),
    ]);
    const seats = booked.filter(({ booking }) => ['booked', 'attended'].includes(booking.state));
    const standing = {
      mayPledge: isLive && !pledges.some((pledge) => pledge.campaignId === campaign.id),
      mayBook: shifts.some(({ id }) => ![...seats, ...waits].some((mine) => mine.shift.id === id)),
      booked:
        seats.some(({ booking }) => booking.campaignId === campaign.id) ||
        (areFull(shifts.map((shift) => shiftView(shift, locale))) &&
          waits.some(({ wait }) => wait.campaignId === campaign.id)),
    };
    const asking = chooseAsk(campaign.settings, standing, form ? 'pledge' : c.req.query('ask'));
    const links = { baseUrl: '', secret: config.secret };
    const about = { ...own, since: now };
    return (
      <SpacePage
        locale={locale}
        baseUrl={config.baseUrl}
        campaign={view}
        contact={contact}
        spacePath={path}
        bookings={booked.map(({ booking, shift }) => bookingView(booking, shift, locale, now))}
        waits={waits.map((one) => waitView(one, locale, now))}
        shifts={shifts.map((shift) => shiftView(shift, locale))}
        pledges={pledges.map((pledge) => pledgeView(pledge, campaign.settings))}
        asking={isLive ? asking : undefined}
        form={form}
        shareUrl={link.url}
        mayAskForLink={isLive && !link.personal}
        recruits={recruited}
        done={await thingsDone(db, contact.id, locale)}
        team={await findOwnTeam(db, contact.teamId)}
        notice={outcomeOf(c.req.query('outcome'))}
        paths={{
          again:
            isLive && contact.confirmedAt ? formAgainUrl(links, { ...about, locale, slug: campaign.slug }) : undefined,
          preferences: `${path}/preferences`,
          data: `${path}/data`,
          erase: `${path}/erase`,
          leave: leaveUrl(links, about),
        }}
      />
    );
  }

  return app;
}
