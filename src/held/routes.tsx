import { Hono } from 'hono';
import { campaignView } from '../campaigns/view.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { clientAddress, hashAddress } from '../http/client-address.ts';
import { spaceUrl } from '../http/links.ts';
import { personalPage, seeOther } from '../http/respond.ts';
import { framedBy } from '../http/security-headers.ts';
import { isLocale, messages } from '../locales/index.ts';
import { createChallenges } from '../signups/challenges.ts';
import { openHeld } from '../signups/queries.ts';
import { AgreePage } from '../ui/agree-page.tsx';
import { HeldPage } from './pages.tsx';
import { releaseHeld } from './release-held.ts';

/** The proof of work's challenge, and the way through without it: a form kept aside until its mail is answered. */
export function heldRoutes(deps: Deps): Hono {
  const app = new Hono();
  const { config } = deps;
  const challenges = createChallenges(deps);

  app.get('/:locale{fr|en}/:slug{[a-z0-9-]+}/challenge', async (c) => {
    const campaign = await deps.campaigns.find(c.req.param('slug'));
    if (campaign?.status !== 'live') throw new AppError('not-found');
    // Drawing one costs something: nobody gets any while none is asked for.
    const asked = await deps.guards.isOn(campaign.id);
    const headers = { 'cache-control': 'no-store' };
    return asked ? c.json(await challenges.draw(campaign.id), 200, headers) : c.body(null, 204, headers);
  });

  app.get('/:locale{fr|en}/:slug{[a-z0-9-]+}/held', async (c) => {
    const { locale, slug } = c.req.param();
    const campaign = await deps.campaigns.find(slug);
    const view = campaign && isLocale(locale) ? campaignView(campaign, locale) : undefined;
    if (!view) throw new AppError('not-found');
    // A form in a frame is answered in it.
    const framed = c.req.query('embed') === undefined ? {} : framedBy(view.settings.embedHosts);
    return await personalPage(c, <HeldPage campaign={view} baseUrl={config.baseUrl} path={c.req.path} />, 200, framed);
  });

  app.get('/c/held/:token', async (c) => {
    const { view, consents } = await openHeld(deps, c.req.param('token'));
    const { locale } = view;
    const words = messages(locale).bots.release;
    const shown = { locale, campaign: view, baseUrl: config.baseUrl, path: c.req.path };
    return await personalPage(c, <AgreePage {...shown} words={words} consents={consents} />);
  });

  app.post('/c/held/:token', async (c) => {
    const { id, campaignId } = await openHeld(deps, c.req.param('token'));
    const at = deps.clock.now();
    const clientHash = hashAddress(config.secret, clientAddress(c, config.trustProxy));
    const contactId = await releaseHeld(deps, { id, clientHash, at });
    if (contactId === undefined) throw new AppError('gone');
    const space = spaceUrl({ baseUrl: '', secret: config.secret }, { contactId, campaignId, since: at });
    return seeOther(c, `${space}?outcome=confirmed`);
  });

  return app;
}
