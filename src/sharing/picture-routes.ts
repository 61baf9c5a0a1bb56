import { type Context, Hono } from 'hono';
import { type CampaignView, campaignView } from '../campaigns/view.ts';
import { createStaleCache } from '../db/stale-cache.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { respondCached } from '../http/cached-body.ts';
import { securityHeaders } from '../http/security-headers.ts';
import { isLocale } from '../locales/index.ts';
import { campaignProgress, type Progress } from '../signups/queries.ts';
import { type CardFacts, cardFacts, cardVersion, ownCardFacts } from './card-facts.ts';
import { cardJob } from './card-job.ts';
import type { DrawingJob } from './drawing-thread.ts';
import type { PictureCache } from './picture-cache.ts';
import { printedWidth, qrSvg, qrUrl } from './qr.ts';

/** Under an address with the version in it a picture never changes; under the plain one it does, in seconds. */
const maxAge = { versioned: 30 * 86_400, plain: 300 };

/** What share codes are made of; anything else is not carried on. */
const shareCode = /^[\w-]{1,40}$/;

/** Pictures made for sharing: the card of a link, and QR codes. Nothing in them is about one person. */
export function pictureRoutes(deps: Deps, pictures: PictureCache): Hono {
  const app = new Hono();
  const { baseUrl } = deps.config;
  const progress = createStaleCache<Progress>(readProgress, {
    freshFor: 2_000,
    // Crawlers that come for a link that is shared widely must not keep counting going.
    restBetweenReads: 50,
    staleFor: 30_000,
    onError: deps.onStale,
  });

  app.get('/:locale{fr|en}/card.png', async (c) => {
    const { locale } = c.req.param();
    if (!isLocale(locale)) throw new AppError('not-found');
    return await respondCard(c, ownCardFacts(locale));
  });

  app.get('/:locale{fr|en}/:slug{[a-z0-9-]+}/card.png', async (c) => {
    const view = await publicCampaign(c.req.param());
    const reached = await progress.find(view.slug);
    if (!reached) throw new AppError('not-found');
    return await respondCard(c, cardFacts(view, reached, (c.req.query('by') ?? '') !== ''));
  });

  app.get('/:locale{fr|en}/:slug{[a-z0-9-]+}/qr.svg', async (c) => {
    const { slug } = await publicCampaign(c.req.param());
    const by = c.req.query('by');
    const svg = await qrSvg(qrUrl({ baseUrl, slug, way: 'qr', by: by && shareCode.test(by) ? by : undefined }));
    return c.body(svg, 200, { ...securityHeaders, 'content-type': 'image/svg+xml', ...cacheFor(maxAge.plain) });
  });

  app.get('/:locale{fr|en}/:slug{[a-z0-9-]+}/:file{poster-qr\\.(?:svg|png)}', async (c) => {
    const { slug } = await publicCampaign(c.req.param());
    const svg = await qrSvg(qrUrl({ baseUrl, slug, way: 'poster' }));
    if (c.req.param('file').endsWith('png')) {
      const job: DrawingJob = { kind: 'png', svg, width: printedWidth(svg) };
      return await respondPicture(c, `qr ${slug}`, job, maxAge.plain);
    }
    return c.body(svg, 200, { ...securityHeaders, 'content-type': 'image/svg+xml', ...cacheFor(maxAge.plain) });
  });

  async function respondCard(c: Context, facts: CardFacts): Promise<Response> {
    const version = cardVersion(facts);
    const age = c.req.query('v') === version ? maxAge.versioned : maxAge.plain;
    return await respondPicture(c, version, await cardJob(deps, facts), age);
  }

  async function respondPicture(c: Context, name: string, job: DrawingJob, age: number): Promise<Response> {
    const picture = await pictures.find(name, job);
    if (!picture) return c.text('', 503, { 'retry-after': '10', 'cache-control': 'no-store' });
    const response = respondCached(c, picture.body);
    for (const [header, value] of Object.entries(cacheFor(age))) response.headers.set(header, value);
    return response;
  }

  /** @throws AppError `not-found` for a draft, and where the campaign has no words in the language. */
  async function publicCampaign({ locale = '', slug = '' }: Record<string, string>): Promise<CampaignView> {
    const campaign = await deps.campaigns.find(slug);
    const view = campaign && isLocale(locale) ? campaignView(campaign, locale) : undefined;
    if (!view) throw new AppError('not-found');
    return view;
  }

  async function readProgress(slug: string): Promise<Progress | undefined> {
    const campaign = await deps.campaigns.find(slug);
    return campaign && (await campaignProgress(deps.db, campaign));
  }

  return app;
}

function cacheFor(seconds: number): Record<string, string> {
  return { 'cache-control': `public, max-age=${seconds}` };
}
