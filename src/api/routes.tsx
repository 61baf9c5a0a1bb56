import { randomBytes } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { cors } from 'hono/cors';
import type { Campaign } from '../campaigns/queries.ts';
import { type CampaignView, campaignView } from '../campaigns/view.ts';
import { isConnectionError } from '../db/connection-error.ts';
import type { Deps } from '../deps.ts';
import { AppError, type ErrorKind } from '../errors.ts';
import { answerWithin, hasComeIn } from '../http/answer-within.ts';
import { clientAddress } from '../http/client-address.ts';
import { readJson } from '../http/read-json.ts';
import { personalPage } from '../http/respond.ts';
import { visitorLocale } from '../http/visitor-locale.ts';
import { type Locale, messages } from '../locales/index.ts';
import { createChallenges } from '../signups/challenges.ts';
import { signForm } from '../signups/traps.ts';
import { createAcceptSignup } from './accept-signup.ts';
import { describeCampaign } from './describe-campaign.ts';
import { exampleCampaign } from './example-campaign.ts';
import { envelope, idempotencyKey } from './form.ts';
import { createKeys, isFor } from './keys.ts';
import { createNoteUse } from './note-use.ts';
import { describeApi } from './openapi.ts';
import { ApiPage } from './pages.tsx';
import { Problem, type ProblemCode, problemBody } from './problem.ts';
import type { ApiKey } from './queries.ts';

type ApiEnv = { Variables: { locale?: Locale } };

const base = '/api/v1';
const campaignPath = `${base}/campaigns/:slug{[a-z0-9-]+}`;
const problemOf: Partial<Record<ErrorKind, ProblemCode>> = {
  'not-found': 'not-found',
  gone: 'not-found',
  closed: 'closed',
  'unsupported-type': 'unsupported-type',
  'too-large': 'too-large',
  malformed: 'malformed',
  'too-many': 'too-many',
  unavailable: 'unavailable',
};

/** The door for other sites and apps, and its description. */
export function apiRoutes(deps: Deps): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  const { config, clock, db } = deps;
  const keys = createKeys(deps);
  const noteUse = createNoteUse(deps);
  const accept = createAcceptSignup(deps);
  const challenges = createChallenges(deps);

  app.use(
    '/api/*',
    answerWithin(9_000, () => db.$renew()),
  );
  app.use(
    '/api/*',
    cors({
      origin: async (origin, c) => ((await allows(origin, c)) ? origin : null),
      allowMethods: ['GET', 'POST'],
      allowHeaders: ['authorization', 'content-type', 'idempotency-key'],
      exposeHeaders: ['location', 'retry-after'],
      maxAge: 600,
    }),
  );

  app.get(base, async (c) => {
    const locale = visitorLocale(c, config.defaultLocale);
    const example = await exampleCampaign(db, locale, config.baseUrl);
    const shared = { locale, baseUrl: config.baseUrl, api: describeApi(locale, config.baseUrl) };
    return await personalPage(c, <ApiPage {...shared} example={example} />);
  });

  app.get(`${base}/openapi.json`, (c) => {
    const locale = visitorLocale(c, config.defaultLocale);
    const headers = { vary: 'accept-language', 'cache-control': 'public, max-age=300', 'content-language': locale };
    return c.json(describeApi(locale, config.baseUrl), 200, headers);
  });

  app.get(campaignPath, async (c) => {
    const campaign = await openCampaign(c.req.param('slug'));
    const view = viewIn(campaign, visitorLocale(c, campaign.settings.defaultLocale));
    const guarded = await deps.guards.isOn(campaign.id);
    const described = describeCampaign(campaign, view, {
      baseUrl: config.baseUrl,
      form: signForm(config, campaign.id, clock.now()),
      ...(guarded ? { challenge: { ...(await challenges.draw(campaign.id)) } } : {}),
    });
    return c.json(described, 200, { 'cache-control': 'no-store', 'content-language': view.locale });
  });

  app.post(`${campaignPath}/signups`, async (c) => {
    const campaign = await openCampaign(c.req.param('slug'));
    const key = await keyOf(c, campaign);
    noteUse(key.id);
    const parsed = envelope.safeParse(await readJson(c));
    if (!parsed.success) throw new Problem('malformed', { message: firstWrong(parsed.error.issues) });
    const body = parsed.data;
    const view = viewIn(campaign, body.locale ?? visitorLocale(c, campaign.settings.defaultLocale));
    c.set('locale', view.locale);
    const { again, answer } = await accept({
      key,
      campaign,
      view,
      body,
      idempotencyKey: readIdempotencyKey(c.req.header('idempotency-key')),
      address: clientAddress(c, config.trustProxy),
    });
    const headers = { location: answer.next, 'cache-control': 'no-store', 'content-language': view.locale };
    return c.json(answer, again ? 200 : 201, headers);
  });

  app.on(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'], [base, `${base}/openapi.json`, campaignPath], () => {
    throw new Problem('method-not-allowed', { allow: 'GET' });
  });
  app.on(['GET', 'PUT', 'PATCH', 'DELETE'], `${campaignPath}/signups`, () => {
    throw new Problem('method-not-allowed', { allow: 'POST' });
  });
  app.all('/api/*', () => {
    throw new Problem('not-found');
  });

  app.onError((error, c) => {
    const problem = asProblem(error);
    if (problem.code === 'unavailable' && hasComeIn(c)) db.$renew();
    let reference: string | undefined;
    if (problem.code === 'unexpected') {
      reference = randomBytes(6).toString('hex');
      deps.log.error({ err: error, requestId: reference, method: c.req.method, route: c.req.routePath }, 'unexpected');
    }
    const locale = c.get('locale') ?? visitorLocale(c, config.defaultLocale);
    const body = problemBody(problem, messages(locale).api.problems[problem.code], config.baseUrl);
    return c.json(reference ? { ...body, instance: `urn:terrain:request:${reference}` } : body, body.status, {
      'content-type': 'application/problem+json',
      'content-language': locale,
      'cache-control': 'no-store',
      ...(problem.retryAfter === undefined ? {} : { 'retry-after': String(problem.retryAfter) }),
      ...(problem.allow === undefined ? {} : { allow: problem.allow }),
      ...(problem.code === 'token-unknown' ? { 'www-authenticate': 'Bearer' } : {}),
    });
  });

  /** Whether pages of an origin may read what is answered. What can be read without a key is no secret, but theirs alone. */
  async function allows(origin: string, c: Context): Promise<boolean> {
    if (origin === '') return false;
    const slug = /^\/api\/v1\/campaigns\/([a-z0-9-]+)/.exec(c.req.path)?.[1];
    try {
      const campaign = slug === undefined ? undefined : await deps.campaigns.find(slug);
      return (await keys.ofOrigin(origin, campaign?.id)) !== undefined;
    } catch (error) {
      if (!isConnectionError(error) && !(error instanceof AppError)) throw error;
      return false;
    }
  }

  /** @throws Problem where the caller may not sign people up to this campaign. */
  async function keyOf(c: Context, campaign: Campaign): Promise<ApiKey> {
    const authorization = c.req.header('authorization');
    if (authorization !== undefined) {
      const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
      const key = token === undefined ? undefined : await keys.ofToken(token);
      if (!key) throw new Problem('token-unknown');
      if (!isFor(key, campaign.id)) throw new Problem('campaign-not-allowed');
      return key;
    }
    const origin = c.req.header('origin');
    if (origin === undefined) throw new Problem('token-unknown');
    const key = await keys.ofOrigin(origin, campaign.id);
    if (!key) throw new Problem('origin-not-allowed');
    return key;
  }

  /** @throws AppError `not-found`, or `closed`. */
  async function openCampaign(slug: string): Promise<Campaign> {
    const campaign = await deps.campaigns.find(slug);
    if (!campaign || campaign.status === 'draft') throw new AppError('not-found');
    if (campaign.status !== 'live') throw new AppError('closed');
    return campaign;
  }

  return app;
}

/** A campaign in a language; in its own where it has no words in that one. */
function viewIn(campaign: Campaign, locale: Locale): CampaignView {
  const view = campaignView(campaign, locale) ?? campaignView(campaign, campaign.settings.defaultLocale);
  if (!view) throw new AppError('not-found');
  return view;
}

function readIdempotencyKey(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const parsed = idempotencyKey.safeParse(header);
  if (!parsed.success) throw new Problem('idempotency-key-missing');
  return parsed.data;
}

function firstWrong(issues: { path: PropertyKey[]; message: string }[]): string {
  const [issue] = issues;
  return issue ? `${issue.path.map(String).join('/') || 'body'}: ${issue.message}` : '';
}

function asProblem(error: Error): Problem {
  if (error instanceof Problem) return error;
  const unavailable = { retryAfter: 5 };
  if (isConnectionError(error)) return new Problem('unavailable', unavailable);
  const code = error instanceof AppError ? problemOf[error.kind] : undefined;
  if (!(error instanceof AppError) || code === undefined) return new Problem('unexpected');
  const retryAfter = error.retryAfter ?? (code === 'unavailable' ? 5 : undefined);
  // Of what cannot be read, the reader's own words say where; other messages are for us.
  const message = code === 'malformed' && error.message !== 'malformed' ? error.message : undefined;
  return new Problem(code, {
    ...(retryAfter === undefined ? {} : { retryAfter }),
    ...(message === undefined ? {} : { message }),
  });
}
