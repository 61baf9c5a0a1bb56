import { Hono } from 'hono';
import { ownShareLink } from '../attribution/queries.ts';
import { openSpace, type Visitor } from '../contacts/open-space.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { idParameter } from '../http/id-parameter.ts';
import { first, readForm } from '../http/read-form.ts';
import { personalPage, seeOther } from '../http/respond.ts';
import { findBooking, upcomingShifts } from '../shifts/queries.ts';
import { bookingView, shiftView } from '../shifts/view.ts';
import { openSignup } from '../signups/queries.ts';
import { readAttendanceReport } from './form.ts';
import { ReportPage, ReportThanksPage } from './pages.tsx';
import { findReport, shiftTotal } from './queries.ts';
import { reportAttendance } from './report-attendance.ts';
import { reportPledge } from './report-pledge.ts';

/** Hearing back: how a shift went, and that a pledge was kept. */
export function reportRoutes(deps: Deps): Hono {
  const app = new Hono();
  const { config, db, clock } = deps;

  app.get('/s/:token/bookings/:booking/report', async (c) => {
    const visitor = await openSpace(deps, 'space', c.req.param('token'));
    const booking = await bookingOf(visitor, c.req.param('booking'));
    if (isAhead(booking)) return seeOther(c, visitor.path);
    const asked = c.req.query('answer');
    const answer = asked === 'attended' || asked === 'missed' ? asked : undefined;
    return await personalPage(c, reportPage(visitor, booking, answer));
  });

  app.post('/s/:token/bookings/:booking/report', async (c) => {
    const form = await readForm(c);
    const visitor = await openSpace(deps, 'space', c.req.param('token'));
    const booking = await bookingOf(visitor, c.req.param('booking'));
    if (isAhead(booking)) return seeOther(c, visitor.path);
    const report = readAttendanceReport(form);
    if (!report.ok) {
      const values = Object.fromEntries(form);
      const again = reportPage(visitor, booking, undefined, { values, errors: report.errors, token: '' });
      return await personalPage(c, again, 422);
    }
    const said = { bookingId: booking.id, contactId: visitor.contact.id, report: report.report, at: clock.now() };
    if (!(await db.transaction((tx) => reportAttendance(tx, said)))) throw new AppError('gone');
    return seeOther(c, `${visitor.path}/bookings/${booking.id}/report/thanks`);
  });

  app.get('/s/:token/bookings/:booking/report/thanks', async (c) => {
    const visitor = await openSpace(deps, 'space', c.req.param('token'));
    const { campaign, view, path } = visitor;
    const booking = await bookingOf(visitor, c.req.param('booking'));
    const report = await findReport(db, booking.id);
    if (report?.kind !== 'attended' && report?.kind !== 'missed') throw new AppError('gone');
    const shifts = await upcomingShifts(db, campaign.id, clock.now());
    const page = (
      <ReportThanksPage
        locale={view.locale}
        baseUrl={config.baseUrl}
        campaign={view}
        spacePath={path}
        answer={report.kind}
        needsHelp={report.needsHelp}
        total={await shiftTotal(db, booking.shift.id)}
        shifts={shifts.map((shift) => shiftView(shift, view.locale))}
        shareUrl={(await ownShareLink(deps, { slug: campaign.slug, contactId: visitor.contact.id })).url}
      />
    );
    return await personalPage(c, page);
  });

  app.post('/s/:token/pledges/:pledge/report', async (c) => {
    const { contact, path } = await openSpace(deps, 'space', c.req.param('token'));
    await keepPledge(idParameter(c.req.param('pledge')), contact.id);
    return seeOther(c, `${path}?outcome=pledge-kept`);
  });

  app.post('/:locale{fr|en}/:slug/next/:token/pledge-report', async (c) => {
    // Read first: should the database be away, the form comes back with what was in it.
    const form = await readForm(c);
    const { signup } = await openSignup(deps, 'signup', c.req.param('token'));
    await keepPledge(idParameter(first(form, 'pledge')), signup.contactId);
    return seeOther(c, `${c.req.path.replace(/\/pledge-report$/, '')}?outcome=pledge-kept`);
  });

  async function keepPledge(pledgeId: string, contactId: string): Promise<void> {
    const kept = await db.transaction((tx) => reportPledge(tx, { pledgeId, contactId, at: clock.now() }));
    if (!kept) throw new AppError('gone');
  }

  async function bookingOf({ contact, view }: Visitor, id: string) {
    const found = await findBooking(db, idParameter(id));
    if (found?.booking.contactId !== contact.id) throw new AppError('gone');
    return bookingView(found.booking, found.shift, view.locale, clock.now());
  }

  /** Who cannot come gives the seat back instead: it would stay taken, with nobody in it. */
  function isAhead(booking: ReturnType<typeof bookingView>): boolean {
    return booking.shift.startsAt > clock.now();
  }

  function reportPage(
    { view, path }: Visitor,
    booking: ReturnType<typeof bookingView>,
    answer: 'attended' | 'missed' | undefined,
    form?: Parameters<typeof ReportPage>[0]['form'],
  ) {
    return (
      <ReportPage
        locale={view.locale}
        baseUrl={config.baseUrl}
        campaign={view}
        booking={booking}
        spacePath={path}
        answer={answer}
        form={form}
      />
    );
  }

  return app;
}
