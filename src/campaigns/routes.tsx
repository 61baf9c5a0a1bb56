import { setTimeout as delay } from 'node:timers/promises';
import { type Context, Hono } from 'hono';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { personalPage } from '../http/respond.ts';
import { securityHeaders } from '../http/security-headers.ts';
import { visitorLocale } from '../http/visitor-locale.ts';
import type { Locale } from '../locales/index.ts';
import { colourStylesheet } from '../ui/colour.ts';
import { CampaignsPage, NotFoundPage } from './pages.tsx';
import { liveCampaigns } from './queries.ts';
import { type CampaignView, campaignView, offeredLocales } from './view.ts';

/** The front page, the short link of a campaign, and the stylesheet of an organizer's colour. */
export function campaignRoutes(deps: Deps): Hono {
  const app = new Hono();
  const { config, db } = deps;

  app.get('/', async (c) => {
    const locale = visitorLocale(c, config.defaultLocale);
    return personalPage(
      c,
      <CampaignsPage locale={locale} baseUrl={config.baseUrl} campaigns={await liveViews(db, locale)} />,
    );
  });

  app.get('/css/colour/:file{[0-9a-f]{6}\\.css}', (c) =>
    c.body(colourStylesheet(c.req.param('file').slice(0, 6)), 200, {
      ...securityHeaders,
      'content-type': 'text/css; charset=utf-8',
      'cache-control': 'public, max-age=86400',
    }),
  );

  app.get('/:slug{[a-z0-9-]+}', async (c) => {
    const campaign = await deps.campaigns.find(c.req.param('slug'));
    if (!campaign || campaign.status === 'draft') throw new AppError('not-found');
    const { defaultLocale } = campaign.settings;
    const offered = offeredLocales(campaign);
    const locale = [visitorLocale(c, defaultLocale), defaultLocale, ...offered].find((one) => offered.includes(one));
    if (!locale) throw new AppError('not-found');
    c.header('vary', 'accept-language');
    return c.redirect(`/${locale}/${campaign.slug}${attribution(c)}`, 302);
  });

  return app;
}

/** The page for an address that leads nowhere; it offers the live campaigns, where the database can be asked. */
export async function notFoundPage(c: Context, deps: Deps, locale: Locale): Promise<Response> {
  const campaigns = await othersAtOnce(deps, locale);
  return await personalPage(
    c,
    <NotFoundPage locale={locale} baseUrl={deps.config.baseUrl} campaigns={campaigns} />,
    404,
  );
}

/** The live campaigns, for a page that is better off without them than late. */
export async function othersAtOnce({ db }: Pick<Deps, 'db'>, locale: Locale): Promise<CampaignView[]> {
  return await Promise.race([liveViews(db, locale).catch(() => []), delay(2_000, [], { ref: false })]);
}

/** The live campaigns that have words in a language. */
async function liveViews(db: Deps['db'], locale: Locale): Promise<CampaignView[]> {
  return (await liveCampaigns(db)).flatMap((campaign) => campaignView(campaign, locale) ?? []);
}

/** What the link carried (where it was shared), handed on to the page. */
function attribution(c: Context): string {
  const query = new URL(c.req.url).searchParams;
  query.delete('lang');
  return query.size > 0 ? `?${query}` : '';
}
