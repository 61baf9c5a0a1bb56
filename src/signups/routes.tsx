import { type Context, Hono } from 'hono';
import { carryOrigin, type Origin, readCarried, readOrigin } from '../attribution/origin.ts';
import type { Refusal } from '../campaigns/refusal-counter.ts';
import { openSpace } from '../contacts/open-space.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { respondCached } from '../http/cached-body.ts';
import { clientAddress } from '../http/client-address.ts';
import { isPerson } from '../http/is-person.ts';
import { first, type PostedForm, readForm } from '../http/read-form.ts';
import { personalPage, seeOther } from '../http/respond.ts';
import { framedBy } from '../http/security-headers.ts';
import { signToken } from '../http/token.ts';
import type { FormState } from '../ui/form-state.ts';
import { createChallenges } from './challenges.ts';
import { takeOffer } from './email-offer.ts';
import { EmbedThanksPage } from './embed-pages.tsx';
import { readSubmission } from './form.ts';
import { formDefinition } from './form-definition.ts';
import { knownAnswers } from './known-answers.ts';
import { createLandingPages, type Kind, type Seen } from './landing-pages.tsx';
import { type OpenedCampaign, openCampaign } from './open-campaign.ts';
import { openSignup } from './queries.ts';
import { createReceiveSignup } from './receive-signup.ts';
import { takeEdition } from './shown-edition.ts';
import { submissionId } from './submission-id.ts';
import { createDrawnAt, formLifetime, hiddenField, signForm, springTrap } from './traps.ts';

const day = 24 * 3_600_000;
/** How long the page after the form can be opened. */
const nextLifetime = 30 * day;

/** A campaign's landing page, in a frame too, and its form. */
export function signupRoutes(deps: Deps): Hono {
  const app = new Hono();
  const { config, clock } = deps;
  const landing = createLandingPages(deps);
  const ownHosts = [new URL(config.baseUrl).host];
  const receive = createReceiveSignup(deps);
  const challenges = createChallenges(deps);
  const drawnAt = createDrawnAt(config);

  // A URL with a query is at no page's path; nor is it ready for whoever was led here by a page.
  deps.readyPages.offer((url, { headers }) => {
    const page = headers.referer === undefined ? landing.ready(url) : undefined;
    if (page?.campaignId !== undefined && headers['if-none-match'] !== page.etag && isPerson(headers))
      deps.views.count(page.campaignId);
    return page;
  });

  app.get('/:locale{fr|en}/:slug{[a-z0-9-]+}', (c) => landingPage(c, 'page'));
  app.get('/:locale{fr|en}/:slug{[a-z0-9-]+}/embed', (c) => landingPage(c, 'embed'));

  // Framed by the campaign's own hosts alone, and it leads to the next ask in a tab of ours.
  app.get('/:locale{fr|en}/:slug{[a-z0-9-]+}/embed/thanks/:token', async (c) => {
    const { view } = await openSignup(deps, 'signup', c.req.param('token'));
    const nextPath = `/${view.locale}/${view.slug}/next/${c.req.param('token')}`;
    const page = <EmbedThanksPage campaign={view} baseUrl={config.baseUrl} nextPath={nextPath} />;
    return await personalPage(c, page, 200, framedBy(view.settings.embedHosts));
  });

  // For who comes back by a link of their own: the same page with the form filled in, kept by nobody.
  app.get('/:locale{fr|en}/:slug{[a-z0-9-]+}/again/:token', async (c) => {
    const opened = await openCampaign(deps, c.req.param('locale'), c.req.param('slug'));
    const { contact } = await openSpace(deps, 'space', c.req.param('token'));
    // Until its owner has confirmed the address, the link may be in the hands of whoever it was mistyped as.
    const values = contact.confirmedAt ? await knownAnswers(deps.db, contact, opened.campaign) : {};
    const form = { values, errors: {}, token: signForm(config, opened.campaign.id, clock.now()) };
    return await personalPage(c, await landing.draw(opened, form, 'page'), 200, { 'x-robots-tag': 'noindex' });
  });

  app.post('/:locale{fr|en}/:slug{[a-z0-9-]+}/signups', async (c) => {
    const opened = await openCampaign(deps, c.req.param('locale'), c.req.param('slug'));
    const { campaign, view } = opened;
    const form = await readForm(c);
    const offer = takeOffer(form);
    const reworded = takeEdition(form, formDefinition(campaign, view));
    const now = clock.now();
    const drawn = drawnAt(campaign.id, first(form, 'form'));
    const proof = first(form, 'proof');
    // A proof is no answer: another one under the same form makes no other sign-up.
    const wasAskedToProve = form.delete('proof');
    const trapped = springTrap(config, { form, drawn, now });
    if (trapped) return await refuse(c, opened, form, trapped);

    if (reworded) {
      return await formAgain(c, opened, { ...refilled(form, campaign.id), notice: 'reworded' }, 422);
    }
    if (offer !== undefined) {
      const parsed = await readSubmission(form, formDefinition(campaign, view));
      const errors = parsed.ok ? {} : parsed.errors;
      return await formAgain(c, opened, { ...refilled(form, campaign.id), errors, offer }, 422);
    }

    const id = submissionId(campaign.id, drawn ?? now, form);
    const proven =
      !(await deps.guards.isOn(campaign.id)) || (await challenges.accepts(proof, { id, campaignId: campaign.id }));
    // Asked, and nothing there: a browser without scripts. Not asked: a page from before, which comes back asking.
    const aside = !proven && wasAskedToProve && proof === '';
    if (!proven && !aside) return await refuse(c, opened, form, 'unproven');
    const address = clientAddress(c, config.trustProxy);
    const origin = readCarried(config.secret, first(form, 'origin'));
    const reception = await receive({ id, campaign, view, form, address, origin, at: now, aside });
    switch (reception.outcome) {
      case 'invalid':
        return await formAgain(c, opened, { ...refilled(form, campaign.id), errors: reception.errors }, 422);
      case 'too-many': {
        const reason = reception.whose === 'address' ? 'too-many' : 'too-many-recipient';
        return await refuse(c, opened, form, reason, reception.retryAfter);
      }
      case 'held':
        return seeOther(c, `/${view.locale}/${campaign.slug}/held${isEmbedded(c) ? '?embed' : ''}`);
      case 'unavailable': {
        // It keeps its signature: sent again as it is, it is the same sign-up, should this one be there after all.
        const same: FormState = { ...refilled(form, campaign.id), notice: 'unavailable' };
        return await formAgain(c, opened, same, 503, { 'retry-after': String(reception.retryAfter) });
      }
      case 'kept':
    }
    const next = signToken(config.secret, 'signup', {
      ids: [id],
      at: new Date((drawn ?? now).getTime() + nextLifetime),
    });
    return seeOther(c, `/${view.locale}/${campaign.slug}/${isEmbedded(c) ? 'embed/thanks' : 'next'}/${next}`);
  });

  async function landingPage(c: Context, kind: Kind): Promise<Response> {
    const { locale = '', slug = '' } = c.req.param();
    const referrer = c.req.header('referer');
    const own = referrer === undefined ? ownHosts : [...ownHosts, c.req.header('host') ?? ''];
    const origin = readOrigin(c.req.url, referrer, own);
    if (origin) {
      const invited = kind === 'page' && origin.by !== undefined;
      const page = await landing.findFrom({ locale, slug, kind: invited ? 'invited' : kind }, origin);
      if (page) {
        const answer = 'cached' in page ? respondCached(c, page.cached) : c.body(page.html, 200, page.headers);
        return counted(c, page, answer, origin);
      }
    } else {
      const page = await landing.find({ locale, slug, kind });
      if (page) return counted(c, page, respondCached(c, page));
    }
    await openCampaign(deps, locale, slug);
    throw new AppError('not-found');
  }

  /** Counts a page that a person opens. Whoever has it already, and only asks whether it is still the same, saw it. */
  function counted(c: Context, { campaignId }: Seen, answer: Response, origin?: Origin): Response {
    const opens = c.req.method === 'GET' && answer.status === 200 && isPerson(c.req.header());
    if (campaignId !== undefined && opens) deps.views.count(campaignId, origin);
    return answer;
  }

  async function refuse(c: Context, of: OpenedCampaign, form: PostedForm, reason: Refusal, retryAfter?: number) {
    deps.refusals.count(of.campaign.id, reason);
    const again = { ...refilled(form, of.campaign.id), notice: reason };
    if (retryAfter === undefined) return await formAgain(c, of, again, 422);
    return await formAgain(c, of, again, 429, { 'retry-after': String(retryAfter) });
  }

  /** A form that comes back is as old as it was: whoever corrects it within a second is not too quick. */
  function refilled(form: PostedForm, campaignId: string): FormState {
    const own = ['form', 'origin', hiddenField];
    const values = Object.fromEntries([...form].filter(([name]) => !own.includes(name)));
    const origin = readCarried(config.secret, first(form, 'origin'));
    const carried = origin ? { origin: carryOrigin(config.secret, origin) } : {};
    const now = clock.now();
    const drawn = drawnAt(campaignId, first(form, 'form'));
    const usable = drawn !== undefined && now.getTime() - drawn.getTime() <= formLifetime;
    return { values, errors: {}, token: usable ? first(form, 'form') : signForm(config, campaignId, now), ...carried };
  }

  async function formAgain(
    c: Context,
    of: OpenedCampaign,
    form: FormState,
    status: 422 | 429 | 503,
    headers: Record<string, string> = {},
  ) {
    if (!isEmbedded(c)) return await personalPage(c, await landing.draw(of, form, 'page'), status, headers);
    const page = await landing.draw(of, form, 'embed');
    return await personalPage(c, page, status, { ...headers, ...framedBy(of.view.settings.embedHosts) });
  }

  return app;
}

/** Whether a form stands in a frame on another site; its answer stays there. */
function isEmbedded(c: Context): boolean {
  return c.req.query('embed') !== undefined;
}
