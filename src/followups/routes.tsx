import { Hono } from 'hono';
import { openSpace } from '../contacts/open-space.ts';
import type { Deps } from '../deps.ts';
import { readStart } from '../http/read-form.ts';
import { personalPage } from '../http/respond.ts';
import { messages } from '../locales/index.ts';
import { leave } from './leave.ts';
import { UnsubscribedPage, UnsubscribePage } from './pages.tsx';

/** The way out, at the foot of every mail and in its headers. */
export function followupRoutes(deps: Deps): Hono {
  const app = new Hono();
  const { config, db, clock } = deps;

  app.get('/u/:token', async (c) => {
    const { view, path } = await openSpace(deps, 'leave', c.req.param('token'));
    const page = <UnsubscribePage locale={view.locale} baseUrl={config.baseUrl} leavePath={path} campaign={view} />;
    return await personalPage(c, page);
  });

  // A mail program's one click comes without a cookie, a page or an origin of ours (RFC 8058 section 3.2): whatever
  // its body, a POST here is the wish to leave.
  app.post('/u/:token', async (c) => {
    const { contact, campaign, view, path } = await openSpace(deps, 'leave', c.req.param('token'));
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
    const page = <UnsubscribedPage locale={view.locale} baseUrl={config.baseUrl} leavePath={path} campaign={view} />;
    return await personalPage(c, page);
  });

  return app;
}
