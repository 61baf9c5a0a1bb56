import { Hono } from 'hono';
import { liveCampaigns } from '../campaigns/queries.ts';
import { campaignView } from '../campaigns/view.ts';
import { createStaleCache } from '../db/stale-cache.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { type CachedBody, cacheBody, respondCached } from '../http/cached-body.ts';
import { personalPage } from '../http/respond.ts';
import { securityHeaders } from '../http/security-headers.ts';
import { isLocale } from '../locales/index.ts';
import { isPaper, PosterPage } from './pages.tsx';
import { robots, sitemap } from './sitemap.ts';

/** What leads people and machines to the campaigns: posters, the sitemap, and what search engines may fetch. */
export function sharingRoutes(deps: Deps): Hono {
  const app = new Hono();
  const { baseUrl } = deps.config;
  const sitemaps = createStaleCache<CachedBody>(
    async () => await textBody(sitemap(baseUrl, await liveCampaigns(deps.db)), 'application/xml'),
    { freshFor: 60_000, staleFor: 3_600_000, onError: deps.onStale },
  );

  app.get('/sitemap.xml', async (c) => {
    const body = await sitemaps.find('');
    if (!body) throw new AppError('not-found');
    return respondCached(c, body);
  });

  app.get('/robots.txt', async (c) => respondCached(c, await textBody(robots(baseUrl), 'text/plain')));

  app.get('/:locale{fr|en}/:slug{[a-z0-9-]+}/poster', async (c) => {
    const { locale, slug } = c.req.param();
    const campaign = await deps.campaigns.find(slug);
    const view = campaign && isLocale(locale) ? campaignView(campaign, locale) : undefined;
    if (!view) throw new AppError('not-found');
    const asked = c.req.query('paper');
    const paper = isPaper(asked) ? asked : customaryPaper(view.settings.country);
    return await personalPage(c, <PosterPage campaign={view} baseUrl={baseUrl} paper={paper} />);
  });

  return app;
}

/** The lands that print on letter paper rather than on A4 (CLDR, supplemental measurement data). */
function customaryPaper(country: string): 'letter' | 'a4' {
  return 'BZ CA CL CO CR GT MX NI PA PH PR SV US VE'.split(' ').includes(country) ? 'letter' : 'a4';
}

async function textBody(text: string, type: string): Promise<CachedBody> {
  const headers = {
    ...securityHeaders,
    'content-type': `${type}; charset=utf-8`,
    'cache-control': 'public, max-age=3600',
  };
  return await cacheBody(text, headers, { quality: 5, compress: true });
}
