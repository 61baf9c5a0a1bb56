import { type Context, Hono } from 'hono';
import type { Campaign } from '../campaigns/queries.ts';
import type { Refusal } from '../campaigns/refusal-counter.ts';
import { type CampaignView, campaignView } from '../campaigns/view.ts';
import { createStaleCache } from '../db/stale-cache.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { type CachedBody, cacheBody, respondCached } from '../http/cached-body.ts';
import { clientAddress } from '../http/client-address.ts';
import { first, type PostedForm, readForm } from '../http/read-form.ts';
import { personalPage, seeOther } from '../http/respond.ts';
import { framedBy, securityHeaders } from '../http/security-headers.ts';
import { readToken, signToken } from '../http/token.ts';
import { isLocale } from '../locales/index.ts';
import { shiftView } from '../shifts/view.ts';
import type { FormState } from '../ui/form-state.ts';
import { EmbedClosedPage, EmbedPage, EmbedThanksPage } from './embed-pages.tsx';
import { createLandingFigures, unknownFigures } from './landing.ts';
import { LandingPage } from './pages.tsx';
import { proseOf } from './prose.ts';
import { openSignup } from './queries.ts';
import { createReceiveSignup } from './receive-signup.ts';
import { submissionId } from './submission-id.ts';

const day = 24 * 3_600_000;
/** A form that was drawn longer ago comes back with what was typed and a new signature. */
const formLifetime = 3 * day;
/** How long the page after the form can be opened. */
const nextLifetime = 30 * day;

/** A campaign's landing page and its form. */
export function signupRoutes(deps: Deps): Hono {
  const app = new Hono();
  const { config, clock } = deps;
  const figures = createLandingFigures(deps);
  const pages = createStaleCache(renderLanding, { freshFor: 1_000, staleFor: 30_000, onError: deps.onStale });
  const receive = createReceiveSignup(deps);

  app.get('/:locale{fr|en}/:slug{[a-z0-9-]+}', (c) => {
    const { locale, slug } = c.req.param();
    const page = pages.fresh(`${locale}/${slug}`);
    return page ? respondCached(c, page) : waitForPage(c, locale, slug);
  });

  app.get('/:locale{fr|en}/:slug{[a-z0-9-]+}/embed', (c) => {
    const { locale, slug } = c.req.param();
    const page = pages.fresh(`${locale}/${slug}/embed`);
    return page ? respondCached(c, page) : waitForPage(c, locale, slug, '/embed');
  });

  // Framed by the campaign's own hosts alone, and it leads to the next ask in a tab of ours.
  app.get('/:locale{fr|en}/:slug{[a-z0-9-]+}/embed/thanks/:token', async (c) => {
    const { view } = await openSignup(deps, 'signup', c.req.param('token'));
    const nextPath = `/${view.locale}/${view.slug}/next/${c.req.param('token')}`;
    const page = <EmbedThanksPage campaign={view} baseUrl={config.baseUrl} nextPath={nextPath} />;
    return await personalPage(c, page, 200, framedBy(view.settings.embedHosts));
  });

  app.post('/:locale{fr|en}/:slug{[a-z0-9-]+}/signups', async (c) => {
    const { campaign, view } = await openCampaign(c.req.param('locale'), c.req.param('slug'));
    const form = await readForm(c);
    const now = clock.now();
    const token = readToken(config.secret, 'form', first(form, 'form'));
    const drawnAt = token?.ids[0] === campaign.id ? token.at : undefined;
    const trapped = springTrap(form, drawnAt, now);
    if (trapped) return await refuse(c, campaign, view, form, trapped);

    const id = submissionId(campaign.id, drawnAt ?? now, form);
    const address = clientAddress(c, config.trustProxy);
    const reception = await receive({ id, campaign, view, form, address, at: now });
    switch (reception.outcome) {
      case 'invalid':
        return await formAgain(c, campaign, view, { ...refilled(form, campaign), errors: reception.errors }, 422);
      case 'too-many':
        return await refuse(c, campaign, view, form, 'too-many');
      case 'unavailable': {
        // Drawn with the same signature: sent again as it is, it is the same sign-up, should this one be there after all.
        const same: FormState = { ...refilled(form, campaign), notice: 'unavailable' };
        return await formAgain(c, campaign, view, same, 503, { 'retry-after': String(reception.retryAfter) });
      }
      case 'kept':
    }
    const next = signToken(config.secret, 'signup', {
      ids: [id],
      at: new Date((drawnAt ?? now).getTime() + nextLifetime),
    });
    return seeOther(c, `/${view.locale}/${campaign.slug}/${isEmbedded(c) ? 'embed/thanks' : 'next'}/${next}`);
  });

  async function waitForPage(c: Context, locale: string, slug: string, frame = ''): Promise<Response> {
    const page = await pages.find(`${locale}/${slug}${frame}`);
    if (page) return respondCached(c, page);
    await openCampaign(locale, slug);
    throw new AppError('not-found');
  }

  /** Undefined, or why a post looks like a bot's. A person who gets there sees the form again and needs one more tap. */
  function springTrap(form: PostedForm, drawnAt: Date | undefined, now: Date): Refusal | undefined {
    if (first(form, 'website') !== '') return 'trap';
    if (!drawnAt) return 'stale-form';
    const age = now.getTime() - drawnAt.getTime();
    if (age > formLifetime) return 'stale-form';
    return age < config.formMinSeconds * 1_000 ? 'too-quick' : undefined;
  }

  async function refuse(c: Context, campaign: Campaign, view: CampaignView, form: PostedForm, reason: Refusal) {
    deps.refusals.count(campaign.id, reason);
    const again = { ...refilled(form, campaign), notice: reason };
    if (reason !== 'too-many') return await formAgain(c, campaign, view, again, 422);
    return await formAgain(c, campaign, view, again, 429, { 'retry-after': '60' });
  }

  function refilled(form: PostedForm, campaign: Campaign): FormState {
    const values = Object.fromEntries([...form].filter(([name]) => name !== 'form' && name !== 'website'));
    // A form that comes back is as old as it was: whoever corrects it within a second is not too quick.
    const token = first(form, 'form');
    const drawnAt = readToken(config.secret, 'form', token);
    const usable = drawnAt?.ids[0] === campaign.id && clock.now().getTime() - drawnAt.at.getTime() <= formLifetime;
    return { values, errors: {}, token: usable ? token : drawForm(campaign) };
  }

  async function formAgain(
    c: Context,
    campaign: Campaign,
    view: CampaignView,
    form: FormState,
    status: 422 | 429 | 503,
    headers: Record<string, string> = {},
  ) {
    if (!isEmbedded(c)) return await personalPage(c, await landingPage(campaign, view, form), status, headers);
    const page = await landingPage(campaign, view, form, EmbedPage);
    return await personalPage(c, page, status, { ...headers, ...framedBy(view.settings.embedHosts) });
  }

  /**
   * Draws `locale/slug`, or `locale/slug/embed`. Undefined for a campaign that is not open: a page in memory must not
   * outlive it, as it outlives the database. A frame says that it is over, for the page around it will stay as it is.
   */
  async function renderLanding(key: string): Promise<CachedBody | undefined> {
    const [locale = '', slug = '', frame] = key.split('/');
    const found = await findView(locale, slug);
    if (!found) return undefined;
    const { campaign, view } = found;
    const untouched = { values: {}, errors: {}, token: drawForm(campaign) };
    const headers = pageHeaders(locale);
    if (frame === undefined) {
      if (view.status === 'closed') return undefined;
      const page = await landingPage(campaign, view, untouched);
      return await cacheBody(await page.toString(), headers, { quality: 5, compress: true });
    }
    const page =
      view.status === 'closed' ? (
        <EmbedClosedPage campaign={view} baseUrl={config.baseUrl} />
      ) : (
        await landingPage(campaign, view, untouched, EmbedPage)
      );
    const framed = { ...headers, ...framedBy(view.settings.embedHosts) };
    return await cacheBody(await page.toString(), framed, { quality: 5, compress: true });
  }

  async function landingPage(campaign: Campaign, view: CampaignView, form: FormState, Page = LandingPage) {
    const { progress, shifts } = (await figures.find(campaign.slug).catch(() => undefined)) ?? unknownFigures(campaign);
    const prose = await proseOf(view.text);
    // A shift that has no words in this language would be half a page in another.
    const open = shifts.filter(({ texts }) => texts[view.locale]).map((shift) => shiftView(shift, view.locale));
    const shown = { campaign: view, baseUrl: config.baseUrl, progress, form, prose, shifts: open };
    return <Page {...shown} />;
  }

  /** The signature of a form drawn now. It is the same for everyone who is shown this drawing. */
  function drawForm(campaign: Campaign): string {
    return signToken(config.secret, 'form', { ids: [campaign.id], at: clock.now() });
  }

  /** @throws AppError `not-found`, or `closed`. */
  async function openCampaign(locale: string, slug: string): Promise<{ campaign: Campaign; view: CampaignView }> {
    const found = await findView(locale, slug);
    if (!found) throw new AppError('not-found');
    if (found.view.status === 'closed') throw new AppError('closed', undefined, { subject: slug });
    return found;
  }

  async function findView(locale: string, slug: string) {
    const campaign = await deps.campaigns.find(slug);
    const view = campaign && isLocale(locale) ? campaignView(campaign, locale) : undefined;
    return campaign && view && { campaign, view };
  }

  return app;
}

/** Whether a form stands in a frame on another site; its answer stays there. */
function isEmbedded(c: Context): boolean {
  return c.req.query('embed') !== undefined;
}

function pageHeaders(locale: string): Record<string, string> {
  return {
    ...securityHeaders,
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-cache',
    'content-language': locale,
  };
}
