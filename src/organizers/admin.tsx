import { type Context, Hono } from 'hono';
import type { Deps } from '../deps.ts';
import { clientAddress } from '../http/client-address.ts';
import { first, readForm } from '../http/read-form.ts';
import { readJson } from '../http/read-json.ts';
import { type AdminEnv, chooseLocale, refuseForeignForms, requireOrganizer } from '../http/require-organizer.ts';
import { personalPage, seeOther } from '../http/respond.ts';
import { enqueue } from '../jobs/enqueue.ts';
import { messages } from '../locales/index.ts';
import { accountAdmin } from './account-admin.tsx';
import { auditAdmin } from './audit-admin.tsx';
import { endSession } from './end-session.ts';
import { readAddress, readAssertion, readNext } from './form.ts';
import { mailboxAdmin } from './mailbox-admin.tsx';
import { noteRefusedSignIn } from './note-refused-sign-in.ts';
import { PressToSignInPage, SentPage, SignInPage, UsedLinkPage } from './pages.tsx';
import { peopleAdmin } from './people-admin.tsx';
import { readSession } from './read-session.ts';
import { askForPasskey, redeemPasskey } from './redeem-passkey.ts';
import { redeemSignInLink } from './redeem-sign-in-link.ts';
import { createSignInLimit } from './sign-in-limit.ts';

/** Signing in and out, the audit log and the mailbox; to be mounted at `/admin`. */
export function organizersAdmin(deps: Deps): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>();
  const onlyOrganizers = requireOrganizer(deps.config, (headers) => readSession(deps, headers));
  const limit = createSignInLimit(deps);
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
    const { wait, noteworthy } = await limit.request(email, clientAddress(c, deps.config.trustProxy));
    if (noteworthy) await noteRefusedSignIn(deps, email);
    if (wait > 0) {
      const headers = { 'retry-after': String(wait) };
      return await personalPage(c, <SignInPage {...again} notice="tooMany" wait={wait} />, 429, headers);
    }
    await enqueue(deps.db, 'organizers.mail-sign-in-link', { email, next, locale });
    return seeOther(c, '/admin/sign-in?sent=1');
  });

  app.post('/sign-in/passkey/options', async (c) => {
    const wait = await limit.client(clientAddress(c, deps.config.trustProxy));
    if (wait > 0) return c.json({ problem: messages(c.get('locale')).admin.signIn.tooMany(Math.ceil(wait / 60)) }, 429);
    const asked = await askForPasskey(deps, c.req.raw.headers);
    for (const cookie of asked.setCookies) c.header('set-cookie', cookie, { append: true });
    return c.json(asked.options, 200, { 'cache-control': 'no-store' });
  });

  app.post('/sign-in/passkey', async (c) => {
    const assertion = readAssertion(await readJson(c));
    const redeemed = assertion && (await redeemPasskey(deps, assertion, c.req.raw.headers));
    if (!redeemed?.ok) return c.json({ problem: messages(c.get('locale')).people.passkeys.failedSignIn }, 422);
    for (const cookie of redeemed.setCookies) c.header('set-cookie', cookie, { append: true });
    return c.body(null, 204);
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

  app.route('/', peopleAdmin(deps)).route('/', accountAdmin(deps)).route('/', auditAdmin(deps));
  return app.route('/mailbox', mailboxAdmin(deps, onlyOrganizers));
}

function pathOf(c: Context): string {
  const { pathname, search } = new URL(c.req.url);
  return pathname + search;
}
