import { type Context, Hono } from 'hono';
import type { Campaign } from '../campaigns/queries.ts';
import type { Refusal } from '../campaigns/refusal-counter.ts';
import { type CampaignView, campaignView } from '../campaigns/view.ts';
import { openSpace } from '../contacts/open-space.ts';
import { createStaleCache } from '../db/stale-cache.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { type CachedBody, cacheBody, respondCached } from '../http/cached-body.ts';
import { clientAddress } from '../http/client-address.ts';
import { first, type PostedForm, readForm } from '../http/read-form.ts';
import { personalPage, seeOther } from '../http/respond.ts';
import { securityHeaders } from '../http/security-headers.ts';
import { signToken } from '../http/token.ts';
import { isLocale } from '../locales/index.ts';
import { shiftView } from '../shifts/view.ts';
import type { FormState } from '../ui/form-state.ts';
import { createChallenges } from './challenges.ts';
import { takeOffer } from './email-offer.ts';
import { readSubmission } from './form.ts';
import { formDefinition } from './form-definition.ts';
import { knownAnswers } from './known-answers.ts';
import { createLandingFigures, unknownFigures } from './landing.ts';
import { LandingPage } from './pages.tsx';
import { createReceiveSignup } from './receive-signup.ts';
import { takeEdition } from './shown-edition.ts';
import { submissionId } from './submission-id.ts';
import { createDrawnAt, signForm, springTrap } from './traps.ts';

const day = 24 * 3_600_000;
/** How long the page after the form can be opened. */
const nextLifetime = 30 * day;

/** A campaign's landing page and its form. */
export function signupRoutes(deps: Deps): Hono {
  const app = new Hono();
  const { config, clock } = deps;
  const figures = createLandingFigures(deps);
  const pages = createStaleCache(renderLanding, { freshFor: 1_000, staleFor: 30_000, onError: deps.onStale });
  const receive = createReceiveSignup(deps);
  const challenges = createChallenges(deps);
  const drawnAt = createDrawnAt(config);

  deps.announcements.on('campaign', (changed) => {
    figures.expire((slug) => changed === undefined || slug === changed);
    pages.expire((key) => changed === undefined || key.endsWith(`/${changed}`));
  });
  // A URL with a query is not among the keys, which come from the route below.
  deps.readyPages.offer((url) => pages.fresh(url.slice(1)));
  app.get('/:locale{fr|en}/:slug{[a-z0-9-]+}', (c) => {
    const { locale, slug } = c.req.param();
    const page = pages.fresh(`${locale}/${slug}`);
    return page ? respondCached(c, page) : waitForPage(c, locale, slug);
  });

  // For who comes back by a link of their own: the same page with the form filled in, kept by nobody.
  app.get('/:locale{fr|en}/:slug{[a-z0-9-]+}/again/:token', async (c) => {
    const { campaign, view } = await openCampaign(c.req.param('locale'), c.req.param('slug'));
    const { contact } = await openSpace(deps, 'space', c.req.param('token'));
    const values = await knownAnswers(deps.db, contact, campaign);
    return await personalPage(
      c,
      await landingPage(campaign, view, { values, errors: {}, token: drawForm(campaign) }),
      200,
      { 'x-robots-tag': 'noindex' },
    );
  });

  app.post('/:locale{fr|en}/:slug{[a-z0-9-]+}/signups', async (c) => {
    const { campaign, view } = await openCampaign(c.req.param('locale'), c.req.param('slug'));
    const form = await readForm(c);
    const offer = takeOffer(form);
    const reworded = takeEdition(form, formDefinition(campaign, view));
    const now = clock.now();
    const drawn = drawnAt(campaign.id, first(form, 'form'));
    const proof = first(form, 'proof');
    // A proof is no answer: another one under the same form makes no other sign-up.
    const wasAskedToProve = form.delete('proof');
    const trapped = springTrap(config, { form, drawn, now });
    if (trapped) return await refuse(c, campaign, view, form, trapped);

    if (reworded) {
      return await formAgain(c, campaign, view, { ...refilled(form, campaign), notice: 'reworded' }, 422);
    }
    if (offer !== undefined) {
      const parsed = await readSubmission(form, formDefinition(campaign, view));
      const errors = parsed.ok ? {} : parsed.errors;
      return await formAgain(c, campaign, view, { ...refilled(form, campaign), errors, offer }, 422);
    }

    const id = submissionId(campaign.id, drawn ?? now, form);
    const proven =
      !(await deps.guards.isOn(campaign.id)) || (await challenges.accepts(proof, { id, campaignId: campaign.id }));
    // Asked, and nothing there: a browser without scripts. Not asked: a page from before, which comes back asking.
    const aside = !proven && wasAskedToProve && proof === '';
    if (!proven && !aside) return await refuse(c, campaign, view, form, 'unproven');
    const address = clientAddress(c, config.trustProxy);
    const reception = await receive({ id, campaign, view, form, address, at: now, aside });
    switch (reception.outcome) {
      case 'invalid':
        return await formAgain(c, campaign, view, { ...refilled(form, campaign), errors: reception.errors }, 422);
      case 'too-many': {
        const reason = reception.whose === 'address' ? 'too-many' : 'too-many-recipient';
        return await refuse(c, campaign, view, form, reason, reception.retryAfter);
      }
      case 'held':
        return seeOther(c, `/${view.locale}/${campaign.slug}/held`);
      case 'unavailable': {
        // Drawn with the same signature: sent again as it is, it is the same sign-up, should this one be there after all.
        const same: FormState = { ...refilled(form, campaign), token: first(form, 'form'), notice: 'unavailable' };
        return await formAgain(c, campaign, view, same, 503, { 'retry-after': String(reception.retryAfter) });
      }
      case 'kept':
    }
    const next = signToken(config.secret, 'signup', {
      ids: [id],
      at: new Date((drawn ?? now).getTime() + nextLifetime),
    });
    return seeOther(c, `/${view.locale}/${campaign.slug}/next/${next}`);
  });

  async function waitForPage(c: Context, locale: string, slug: string): Promise<Response> {
    const page = await pages.find(`${locale}/${slug}`);
    if (page) return respondCached(c, page);
    await openCampaign(locale, slug);
    throw new AppError('not-found');
  }

  async function refuse(
    c: Context,
    campaign: Campaign,
    view: CampaignView,
    form: PostedForm,
    reason: Refusal,
    retryAfter?: number,
  ) {
    deps.refusals.count(campaign.id, reason);
    const again = { ...refilled(form, campaign), notice: reason };
    if (retryAfter === undefined) return await formAgain(c, campaign, view, again, 422);
    return await formAgain(c, campaign, view, again, 429, { 'retry-after': String(retryAfter) });
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
    const [locale = '', slug = ''] = key.split('/');
    const opened = await openCampaign(locale, slug).catch((error) => {
      if (error instanceof AppError && error.kind !== 'unavailable') return undefined;
      throw error;
    });
    if (!opened) return undefined;
    const { campaign, view } = opened;
    const page = await landingPage(campaign, view, { values: {}, errors: {}, token: drawForm(campaign) });
    const headers = {
      ...securityHeaders,
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'content-language': locale,
    };
    return await cacheBody(await page.toString(), headers, { quality: 5, compress: true });
  }

  async function landingPage(campaign: Campaign, view: CampaignView, form: FormState) {
    const { progress, shifts } = (await figures.find(campaign.slug).catch(() => undefined)) ?? unknownFigures(campaign);
    const open = shifts.map((shift) => shiftView(shift, view.locale));
    const guarded = { ...form, ...((await deps.guards.isOn(campaign.id)) ? { asksProof: true } : {}) };
    return <LandingPage campaign={view} baseUrl={config.baseUrl} progress={progress} form={guarded} shifts={open} />;
  }

  /** The signature of a form drawn now. It is the same for everyone who is shown this drawing. */
  function drawForm(campaign: Campaign): string {
    return signForm(config, campaign.id, clock.now());
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
