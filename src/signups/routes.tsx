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
import { securityHeaders } from '../http/security-headers.ts';
import { readToken, signToken } from '../http/token.ts';
import { isLocale } from '../locales/index.ts';
import { shiftView } from '../shifts/view.ts';
import type { FormState } from '../ui/form-state.ts';
import { createLandingFigures, unknownFigures } from './landing.ts';
import { LandingPage } from './pages.tsx';
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
    const key = `${locale}/${slug}${isInvited(c) ? '/invited' : ''}`;
    const page = pages.fresh(key);
    return page ? respondCached(c, page) : waitForPage(c, locale, slug, key);
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
        const same: FormState = { ...refilled(form, campaign), token: first(form, 'form'), notice: 'unavailable' };
        return await formAgain(c, campaign, view, same, 503, { 'retry-after': String(reception.retryAfter) });
      }
      case 'kept':
    }
    const next = signToken(config.secret, 'signup', {
      ids: [id],
      at: new Date((drawnAt ?? now).getTime() + nextLifetime),
    });
    return seeOther(c, `/${view.locale}/${campaign.slug}/next/${next}`);
  });

  async function waitForPage(c: Context, locale: string, slug: string, key: string): Promise<Response> {
    const page = await pages.find(key);
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
    return { values, errors: {}, token: drawForm(campaign) };
  }

  async function formAgain(
    c: Context,
    campaign: Campaign,
    view: CampaignView,
    form: FormState,
    status: 422 | 429 | 503,
    headers: Record<string, string> = {},
  ) {
    return await personalPage(c, await landingPage(campaign, view, form), status, headers);
  }

  /** Undefined for a campaign that is not open: a page in memory must not outlive it, as it outlives the database. */
  async function renderLanding(key: string): Promise<CachedBody | undefined> {
    const [locale = '', slug = '', invited] = key.split('/');
    const opened = await openCampaign(locale, slug).catch((error) => {
      if (error instanceof AppError && error.kind !== 'unavailable') return undefined;
      throw error;
    });
    if (!opened) return undefined;
    const { campaign, view } = opened;
    const form = { values: {}, errors: {}, token: drawForm(campaign) };
    const page = await landingPage(campaign, view, form, invited !== undefined);
    const headers = {
      ...securityHeaders,
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'content-language': locale,
    };
    return await cacheBody(await page.toString(), headers, { quality: 5, compress: true });
  }

  async function landingPage(campaign: Campaign, view: CampaignView, form: FormState, invited = false) {
    const { progress, shifts } = (await figures.find(campaign.slug).catch(() => undefined)) ?? unknownFigures(campaign);
    const open = shifts.map((shift) => shiftView(shift, view.locale));
    const shared = { campaign: view, baseUrl: config.baseUrl, progress, form, invited };
    return <LandingPage {...shared} shifts={open} />;
  }

  /** The signature of a form drawn now. It is the same for everyone who is shown this drawing. */
  function drawForm(campaign: Campaign): string {
    return signToken(config.secret, 'form', { ids: [campaign.id], at: clock.now() });
  }

  /** @throws AppError `not-found`, or `closed`. */
  async function openCampaign(locale: string, slug: string): Promise<{ campaign: Campaign; view: CampaignView }> {
    const campaign = await deps.campaigns.find(slug);
    const view = campaign && isLocale(locale) ? campaignView(campaign, locale) : undefined;
    if (!campaign || !view) throw new AppError('not-found');
    if (view.status === 'closed') throw new AppError('closed', undefined, { subject: slug });
    return { campaign, view };
  }

  return app;
}

/** Whether a link that a supporter passed on leads here, `?by=CODE`: the same page, with another picture for the link. */
function isInvited(c: Context): boolean {
  return c.req.url.includes('by=') && (c.req.query('by') ?? '') !== '';
}
