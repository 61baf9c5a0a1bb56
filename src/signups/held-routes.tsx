import { Hono } from 'hono';
import { campaignView } from '../campaigns/view.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { confirmUrl } from '../http/links.ts';
import { personalPage } from '../http/respond.ts';
import { framedBy } from '../http/security-headers.ts';
import { isLocale } from '../locales/index.ts';
import { createChallenges } from './challenges.ts';
import { HeldPage, ReleasePage } from './held-pages.tsx';
import { openHeld } from './queries.ts';
import { releaseSignup } from './release-signup.ts';

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
    const { view } = await openHeld(deps, c.req.param('token'));
    return await personalPage(c, <ReleasePage campaign={view} baseUrl={config.baseUrl} path={c.req.path} />);
  });

  app.post('/c/held/:token', async (c) => {
    const { id, held } = await openHeld(deps, c.req.param('token'));
    if (held) await releaseSignup(deps, held);
    // The press is also what confirms the address: sent on as the POST that it is (RFC 9110 section 15.4.8).
    const links = { baseUrl: '', secret: config.secret };
    const location = confirmUrl(links, { signupId: id, since: deps.clock.now() });
    return c.body(null, 307, { location, 'cache-control': 'no-store' });
  });

  return app;
}
