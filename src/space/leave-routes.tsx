import { type Context, Hono } from 'hono';
import { standingConsents } from '../consents/queries.ts';
import { openSpace } from '../contacts/open-space.ts';
import type { Deps } from '../deps.ts';
import { idParameter } from '../http/id-parameter.ts';
import { first, readForm, readStart } from '../http/read-form.ts';
import { personalPage, seeOther } from '../http/respond.ts';
import { messages } from '../locales/index.ts';
import { leave } from './leave.ts';
import { leaveAll } from './leave-all.ts';
import { LeavePage } from './leave-pages.tsx';
import { asksToContact } from './view.ts';
import { withdrawConsent } from './withdraw-consent.ts';

/** The way out, at the foot of every mail and in its headers: of the mails, of each other purpose, of all. */
export function leaveRoutes(deps: Deps): Hono {
  const app = new Hono();
  const { config, db, clock } = deps;

  app.get('/u/:token', async (c) => {
    const outcome = c.req.query('outcome');
    return await leavePage(
      c,
      (['withdrawn', 'all'] as const).find((one) => one === outcome),
    );
  });

  // A mail program's one click comes without a cookie, a page or an origin of ours (RFC 8058 section 3.2): whatever
  // its body, a POST here is the wish to leave.
  app.post('/u/:token', async (c) => {
    const { contact, campaign, view } = await openSpace(deps, 'leave', c.req.param('token'));
    const oneClick = /List-Unsubscribe("\s+|=)One-Click/.test(await readStart(c));
    const wish = {
      contactId: contact.id,
      campaignId: campaign.id,
      locale: view.locale,
      wording: oneClick ? 'List-Unsubscribe=One-Click' : messages(view.locale).pages.unsubscribe.action,
      source: oneClick ? ('one-click' as const) : ('unsubscribe-page' as const),
      at: clock.now(),
    };
    await db.transaction((tx) => leave(tx, wish));
    return await leavePage(c, 'left');
  });

  app.post('/u/:token/purposes', async (c) => {
    const { contact, view, path } = await openSpace(deps, 'leave', c.req.param('token'));
    const consentId = idParameter(first(await readForm(c), 'consent'));
    const { withdraw: wording } = messages(view.locale).consents.own;
    const about = { contactId: contact.id, consentId, locale: view.locale };
    const wish = { ...about, wording, source: 'unsubscribe-page' as const, at: clock.now() };
    await db.transaction((tx) => withdrawConsent(tx, wish));
    return seeOther(c, `${path}?outcome=withdrawn`);
  });

  app.post('/u/:token/all', async (c) => {
    const { contact, campaign, view, path } = await openSpace(deps, 'leave', c.req.param('token'));
    const { all: wording } = messages(view.locale).pages.unsubscribe;
    const wish = { contactId: contact.id, campaignId: campaign.id, locale: view.locale, wording, at: clock.now() };
    await db.transaction((tx) => leaveAll(tx, wish));
    return seeOther(c, `${path}?outcome=all`);
  });

  async function leavePage(c: Context, told: 'left' | 'withdrawn' | 'all' | undefined): Promise<Response> {
    const { contact, view, path } = await openSpace(deps, 'leave', c.req.param('token') ?? '');
    const standing = (await standingConsents(db, contact.id)).filter(asksToContact);
    // The address outlives what it tells of: whoever has said yes again since is shown the way out.
    const done = told === 'all' && standing.length > 0 ? undefined : told;
    const page = (
      <LeavePage baseUrl={config.baseUrl} leavePath={path} campaign={view} standing={standing} done={done} />
    );
    return await personalPage(c, page);
  }

  return app;
}
