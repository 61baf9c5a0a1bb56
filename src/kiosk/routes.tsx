import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { type CampaignView, campaignView } from '../campaigns/view.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { clientAddress } from '../http/client-address.ts';
import { renewToken } from '../http/renew-token.ts';
import { personalPage } from '../http/respond.ts';
import { securityHeaders } from '../http/security-headers.ts';
import { isLocale, type Locale } from '../locales/index.ts';
import { createReceiveSignup } from '../signups/receive-signup.ts';
import { codeSvg } from './code.ts';
import { deviceSettings } from './device-settings.ts';
import { batchLimits, sealedBatch } from './form.ts';
import { iconPng, iconSizes, iconSvg } from './icon.ts';
import { kioskPath } from './link.ts';
import { kioskManifest } from './manifest.ts';
import { ClosedKioskPage, KioskPage } from './pages.tsx';
import { currentKey, findKioskByToken, kioskState } from './queries.ts';
import { receiveBatch } from './receive-batch.ts';
import { serviceWorker } from './service-worker.ts';

/** Sign-ups a minute that one kiosk may send: an afternoon's queue goes in one, a stolen link fills no database. */
const perMinute = 3_000;
/** Of the page alone: its address holds the link's token, which no other page needs to hear of. */
const pageHeaders = { 'referrer-policy': 'same-origin' };
const shortly = { ...securityHeaders, 'cache-control': 'public, max-age=300' };

/** The kiosk's page with its parts, and the door that its devices send to. */
export function kioskRoutes(deps: Deps): Hono {
  const app = new Hono();
  const { config, db, clock } = deps;
  const receive = createReceiveSignup(deps);
  const limiter = new RateLimiterMemory({ points: perMinute, duration: 60 });
  const path = '/:locale{fr|en}/:slug{[a-z0-9-]+}/kiosk' as const;

  app.get(path, async (c) => {
    const view = await findView(c.req.param('locale'), c.req.param('slug'));
    const token = renewToken(config, 'kiosk', c.req.query('k') ?? '');
    const found = await findKioskByToken(db, config.secret, token, view.slug);
    const key = found && (await currentKey(db, found.campaign.id));
    if (!found || !key) return await closedPage(c, view, 'no-link');
    const { kiosk, campaign } = found;
    const state = kioskState(kiosk, clock.now());
    if (state !== 'open') return await closedPage(c, view, state);
    if (view.status === 'closed') return await closedPage(c, view, 'campaign-closed');
    const { locale } = view;
    const settings = deviceSettings({ secret: config.secret, kiosk, campaign, key, token, locale });
    const others = settings.locales.filter((one) => one !== locale).flatMap((one) => campaignView(campaign, one) ?? []);
    const url = `${config.baseUrl}/${view.slug}?utm_source=kiosk`;
    const next = { url, code: await codeSvg(url) };
    const page = <KioskPage views={[view, ...others]} kioskName={kiosk.name} settings={settings} next={next} />;
    return await personalPage(c, page, 200, pageHeaders);
  });

  app.post(
    `${path}/signups`,
    bodyLimit({
      maxSize: batchLimits.bytes,
      onError: () => {
        throw new AppError('too-large');
      },
    }),
    async (c) => {
      const batch = sealedBatch.safeParse(await c.req.json().catch(() => undefined));
      if (!batch.success) throw new AppError('malformed');
      const { items, sentAt } = batch.data;
      const token = renewToken(config, 'kiosk', batch.data.kiosk);
      const found = await findKioskByToken(db, config.secret, token, c.req.param('slug'));
      if (!found) throw new AppError('forbidden');
      const wait = await overLimit(found.kiosk.id, items.length);
      if (wait > 0) throw new AppError('too-many', 'this kiosk sends too much', { retryAfter: wait });
      const address = clientAddress(c, config.trustProxy);
      const answers = await receiveBatch(deps, receive, { ...found, items, sentAt, address });
      return c.json({ answers }, 200, { ...securityHeaders, 'cache-control': 'no-store' });
    },
  );

  app.get(`${path}/manifest.webmanifest`, async (c) => {
    const view = await findView(c.req.param('locale'), c.req.param('slug'));
    const manifest = JSON.stringify(kioskManifest(view, c.req.query('k') ?? ''));
    return c.body(manifest, 200, { ...shortly, 'content-type': 'application/manifest+json; charset=utf-8' });
  });

  app.get(`${path}/icon.svg`, async (c) => {
    const { settings } = await findView(c.req.param('locale'), c.req.param('slug'));
    return c.body(iconSvg(settings.colour), 200, { ...shortly, 'content-type': 'image/svg+xml' });
  });

  app.get(`${path}/:icon{icon-[0-9]+\\.png}`, async (c) => {
    const { settings } = await findView(c.req.param('locale'), c.req.param('slug'));
    const size = iconSizes.find((one) => c.req.param('icon') === `icon-${one}.png`);
    if (!size) throw new AppError('not-found');
    return c.body(await iconPng(settings.colour, size), 200, { ...shortly, 'content-type': 'image/png' });
  });

  // Below the page, so that a browser lets it look after the page; which does not end with a slash, hence the header.
  app.get(`${path}/service-worker.js`, async (c) =>
    c.body(await serviceWorker(), 200, {
      ...securityHeaders,
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'no-cache',
      'service-worker-allowed': kioskPath(c.req.param('locale'), c.req.param('slug')),
    }),
  );

  async function findView(locale: string, slug: string): Promise<CampaignView> {
    const campaign = await deps.campaigns.find(slug);
    const view = campaign && isLocale(locale) ? campaignView(campaign, locale satisfies Locale) : undefined;
    if (!view) throw new AppError('not-found');
    return view;
  }

  async function closedPage(c: Context, view: CampaignView, reason: Parameters<typeof ClosedKioskPage>[0]['reason']) {
    const status = reason === 'no-link' ? 403 : 410;
    return await personalPage(c, <ClosedKioskPage view={view} reason={reason} />, status, pageHeaders);
  }

  /** Seconds to wait; 0 when these may come in. */
  async function overLimit(kioskId: string, items: number): Promise<number> {
    const refused = await limiter.consume(kioskId, items).then(
      () => undefined,
      () => limiter.get(kioskId),
    );
    return refused ? Math.ceil(refused.msBeforeNext / 1_000) : 0;
  }

  return app;
}
