import { type Context, Hono } from 'hono';
import { validate as isUuid } from 'uuid';
import type { Deps } from '../deps.ts';
import { clientAddress } from '../http/client-address.ts';
import { first, readForm } from '../http/read-form.ts';
import { type AdminEnv, chooseLocale, refuseForeignForms, requireOrganizer } from '../http/require-organizer.ts';
import { personalPage, seeOther } from '../http/respond.ts';
import { enqueue } from '../jobs/enqueue.ts';
import { AuditPage } from './audit-pages.tsx';
import { endSession } from './end-session.ts';
import { readAddress, readNext } from './form.ts';
import { mailboxAdmin } from './mailbox-admin.tsx';
import { PressToSignInPage, SentPage, SignInPage, UsedLinkPage } from './pages.tsx';
import { listAuditEntries } from './queries.ts';
import { readSession } from './read-session.ts';
import { redeemSignInLink } from './redeem-sign-in-link.ts';
import { createSignInLimit } from './sign-in-limit.ts';

const perPage = 50;

/** Signing in and out, the audit log and the mailbox; to be mounted at `/admin`. */
export function organizersAdmin(deps: Deps): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>();
  const onlyOrganizers = requireOrganizer(deps.config, (headers) => readSession(deps, headers));
  const limit = createSignInLimit();
  app.use('/sign-in/*', chooseLocale(deps.config), refuseForeignForms(deps.config));
  app.use('/sign-out', chooseLocale(deps.config), refuseForeignForms(deps.config));

  app.get('/sign-in', async (c) => {
    const shared = { locale: c.get('locale'), path: pathOf(c) };
    if (c.req.query('sent') !== undefined) {
      return await personalPage(c, <SentPage {...shared} mailbox={deps.mailer.name === 'mailbox'} />);
    }
    const notice = c.req.query('ended') === undefined ? undefined : 'ended';
    return await personalPage(c, <SignInPage {...shared} next={readNext(c.req.query('next'))} notice={notice} />);
  });

  app.post('/sign-in', async (c) => {
    const locale = c.get('locale');
    const form = await readForm(c);
    const typed = first(form, 'email');
    const next = readNext(first(form, 'next'));
    const again = { locale, path: '/admin/sign-in', next, typed };
    const email = readAddress(typed);
    if (email === undefined) return await personalPage(c, <SignInPage {...again} notice="badEmail" />, 422);
    const wait = await limit(email, clientAddress(c, deps.config.trustProxy));
    if (wait > 0) {
      const headers = { 'retry-after': String(wait) };
      return await personalPage(c, <SignInPage {...again} notice="tooMany" wait={wait} />, 429, headers);
    }
    await enqueue(deps.db, 'organizers.mail-sign-in-link', { email, next, locale });
    return seeOther(c, '/admin/sign-in?sent=1');
  });

  // Opening a mailed link signs nobody in: mail scanners open every link.
  app.get('/sign-in/:token', async (c) => {
    const page = <PressToSignInPage locale={c.get('locale')} path={pathOf(c)} next={readNext(c.req.query('next'))} />;
    return await personalPage(c, page, 200, { 'referrer-policy': 'same-origin' });
  });

  app.post('/sign-in/:token', async (c) => {
    const next = readNext(first(await readForm(c), 'next'));
    const redeemed = await redeemSignInLink(deps, c.req.param('token'), c.req.raw.headers);
    if (!redeemed.ok)
      return await personalPage(c, <UsedLinkPage locale={c.get('locale')} path="/admin/sign-in" />, 410);
    for (const cookie of redeemed.setCookies) c.header('set-cookie', cookie, { append: true });
    return seeOther(c, next);
  });

  app.post('/sign-out', async (c) => {
    for (const cookie of await endSession(deps, c.req.raw.headers)) c.header('set-cookie', cookie, { append: true });
    return seeOther(c, '/admin/sign-in');
  });

  app.get('/audit', onlyOrganizers, async (c) => {
    const before = c.req.query('before');
    const entries = await listAuditEntries(deps.db, {
      before: isUuid(before) ? before : undefined,
      limit: perPage + 1,
    });
    const { timezone } = deps.config;
    const shared = { locale: c.get('locale'), organizer: c.get('organizer'), path: pathOf(c), timezone };
    const older = entries.length > perPage ? entries[perPage - 1]?.id : undefined;
    return await personalPage(
      c,
      <AuditPage {...shared} entries={entries.slice(0, perPage)} older={older} first={before === undefined} />,
    );
  });

  return app.route('/mailbox', mailboxAdmin(deps, onlyOrganizers));
}

function pathOf(c: Context): string {
  const { pathname, search } = new URL(c.req.url);
  return pathname + search;
}
