import { type Context, Hono } from 'hono';
import type { Deps } from '../deps.ts';
import { idParameter } from '../http/id-parameter.ts';
import { first, readForm } from '../http/read-form.ts';
import { readJson } from '../http/read-json.ts';
import type { AdminEnv } from '../http/require-organizer.ts';
import { personalPage, seeOther } from '../http/respond.ts';
import { messages } from '../locales/index.ts';
import { AccountPage, notices } from './account-pages.tsx';
import { confirmApp } from './confirm-app.ts';
import { readNewPasskey, readNext } from './form.ts';
import { listSessions, sharesAddress } from './people-queries.ts';
import { proveSecondFactor } from './prove-second-factor.ts';
import { offerPasskey, registerPasskey } from './register-passkey.ts';
import { removeApp } from './remove-app.ts';
import { removePasskey } from './remove-passkey.ts';
import { renewRecoveryCodes } from './renew-recovery-codes.ts';
import { revokeSessions } from './revoke-sessions.ts';
import { CodesPage, ProvePage, SetUpPage } from './second-factor-pages.tsx';
import { appState, hasPasskey, listPasskeys, requiresSecondFactor } from './second-factor-queries.ts';
import { drawAddress } from './secret-view.ts';
import { appAddress, setUpApp } from './set-up-app.ts';
import { shareAddress } from './share-address.ts';

/** One's own sessions, passkeys and second factor, and giving the second proof; to be mounted at `/admin`. */
export function accountAdmin(deps: Deps): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>();
  const { db, clock, config } = deps;

  app.get('/account', async (c) => {
    const organizer = c.get('organizer');
    const [sessions, passkeys, state, required, shares] = await Promise.all([
      listSessions(db, organizer.id, clock.now()),
      listPasskeys(db, organizer.id),
      appState(db, organizer.id),
      requiresSecondFactor(db, organizer.role),
      sharesAddress(db, organizer.id),
    ]);
    const done = c.req.query('done');
    const notice = notices.find((one) => one === done);
    const shared = { locale: c.get('locale'), organizer, timezone: config.timezone };
    const page = <AccountPage {...shared} {...{ sessions, passkeys, required, notice, shares }} app={state} />;
    return await personalPage(c, page);
  });

  app.post('/account/sharing', async (c) => {
    const shares = first(await readForm(c), 'shares') === 'yes';
    await shareAddress(db, c.get('organizer').id, shares);
    return seeOther(c, `/admin/account?done=${shares ? 'shown' : 'hidden'}`);
  });

  app.post('/account/sessions/revoke-others', async (c) => {
    const { id, sessionId } = c.get('organizer');
    await revokeSessions(deps, { organizerId: id, which: { except: sessionId }, by: id });
    return seeOther(c, '/admin/account?done=revoked');
  });

  app.post('/account/sessions/:session/revoke', async (c) => {
    const { id } = c.get('organizer');
    await revokeSessions(deps, { organizerId: id, which: { only: idParameter(c.req.param('session')) }, by: id });
    return seeOther(c, '/admin/account?done=revoked');
  });

  app.post('/account/passkeys/options', async (c) => {
    const offer = await offerPasskey(deps, c.req.raw.headers);
    if (!offer.ok) return c.json({ problem: messages(c.get('locale')).people.passkeys.notFresh }, 403);
    for (const cookie of offer.setCookies) c.header('set-cookie', cookie, { append: true });
    return c.json(offer.options, 200, { 'cache-control': 'no-store' });
  });

  app.post('/account/passkeys', async (c) => {
    const made = readNewPasskey(await readJson(c));
    const { id: organizerId, sessionId } = c.get('organizer');
    const { headers } = c.req.raw;
    const kept = made && (await registerPasskey(deps, { organizerId, sessionId, ...made, headers }));
    if (!kept?.ok) return c.json({ problem: messages(c.get('locale')).people.passkeys.failed }, 422);
    return c.body(null, 204);
  });

  app.post('/account/passkeys/:id/remove', async (c) => {
    await removePasskey(deps, c.get('organizer').id, idParameter(c.req.param('id')));
    return seeOther(c, '/admin/account?done=passkey-removed');
  });

  app.get('/second-factor', async (c) => {
    const next = readNext(c.req.query('next'));
    if (c.get('organizer').owes !== 'proof') return seeOther(c, next);
    return await provePage(c, next);
  });

  app.post('/second-factor', async (c) => {
    const form = await readForm(c);
    const { id: organizerId, sessionId, owes } = c.get('organizer');
    const next = readNext(first(form, 'next'));
    if (owes !== 'proof') return seeOther(c, next);
    const proof = { organizerId, sessionId, code: first(form, 'code'), headers: c.req.raw.headers };
    const proven = await proveSecondFactor(deps, proof);
    if (proven.ok) return seeOther(c, next);
    if (proven.reason === 'wrong') return await provePage(c, next, { notice: 'wrong' }, 422);
    c.header('retry-after', String(proven.retryAfter));
    return await provePage(c, next, { notice: 'too-many', wait: proven.retryAfter }, 429);
  });

  app.get('/second-factor/set-up', (c) => setUpPage(c));

  app.post('/second-factor/set-up', async (c) => {
    await setUpApp(deps, c.req.raw.headers);
    return seeOther(c, '/admin/second-factor/set-up');
  });

  app.post('/second-factor/confirm', async (c) => {
    const code = first(await readForm(c), 'code');
    const organizer = c.get('organizer');
    // Recovery codes are shown once: an app that is in use is not confirmed again.
    if ((await appState(db, organizer.id)) !== 'waiting') return seeOther(c, '/admin/account');
    const confirmed = await confirmApp(deps, { organizerId: organizer.id, code, headers: c.req.raw.headers });
    if (!confirmed.ok) return await setUpPage(c, true);
    for (const cookie of confirmed.setCookies) c.header('set-cookie', cookie, { append: true });
    return await personalPage(c, <CodesPage locale={c.get('locale')} organizer={organizer} codes={confirmed.codes} />);
  });

  app.post('/second-factor/codes', async (c) => {
    const organizer = c.get('organizer');
    if ((await appState(db, organizer.id)) !== 'on') return seeOther(c, '/admin/account');
    const codes = await renewRecoveryCodes(deps, organizer.id, c.req.raw.headers);
    return await personalPage(c, <CodesPage locale={c.get('locale')} organizer={organizer} codes={codes} />);
  });

  app.post('/second-factor/remove', async (c) => {
    await removeApp(deps, c.get('organizer').id);
    return seeOther(c, '/admin/account?done=app-removed');
  });

  async function provePage(
    c: Context<AdminEnv>,
    next: string,
    said: { notice?: 'wrong' | 'too-many'; wait?: number } = {},
    status: 200 | 422 | 429 = 200,
  ): Promise<Response> {
    const { id } = c.get('organizer');
    const [state, passkey] = await Promise.all([appState(db, id), hasPasskey(db, id)]);
    const ways = { app: state === 'on', passkey };
    return await personalPage(c, <ProvePage locale={c.get('locale')} next={next} ways={ways} {...said} />, status);
  }

  async function setUpPage(c: Context<AdminEnv>, wrong = false): Promise<Response> {
    const organizer = c.get('organizer');
    const state = await appState(db, organizer.id);
    if (state === 'on') return seeOther(c, '/admin/account');
    const secret = state === 'waiting' ? await drawAddress(await appAddress(deps, c.req.raw.headers)) : undefined;
    const shared = { locale: c.get('locale'), organizer, owed: organizer.owes === 'set-up' };
    return await personalPage(c, <SetUpPage {...shared} secret={secret} wrong={wrong} />, wrong ? 422 : 200);
  }

  return app;
}
