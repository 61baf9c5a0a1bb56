import { isDeepStrictEqual } from 'node:util';
import { readOrigin } from '../attribution/origin.ts';
import type { Campaign } from '../campaigns/queries.ts';
import type { Refusal } from '../campaigns/refusal-counter.ts';
import type { CampaignView } from '../campaigns/view.ts';
import { createSharedLimit } from '../db/shared-limit.ts';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { signToken } from '../http/token.ts';
import { createChallenges } from '../signups/challenges.ts';
import { formDefinition } from '../signups/form-definition.ts';
import { formFromJson } from '../signups/form-from-json.ts';
import { findRecorded } from '../signups/queries.ts';
import { createReceiveSignup, type Reception } from '../signups/receive-signup.ts';
import { editionName, takeEdition } from '../signups/shown-edition.ts';
import { submissionId } from '../signups/submission-id.ts';
import { createDrawnAt, springTrap } from '../signups/traps.ts';
import { errorSentence } from '../ui/fields.tsx';
import type { envelope } from './form.ts';
import { idempotentId } from './idempotent-id.ts';
import { Problem, type ProblemCode, pointerTo } from './problem.ts';
import type { ApiKey } from './queries.ts';

/** A sign-up as the API's door takes it in. */
export type ApiPost = {
  key: ApiKey;
  campaign: Campaign;
  view: CampaignView;
  body: ReturnType<typeof envelope.parse>;
  idempotencyKey: string | undefined;
  /** The address at the other end of the connection. */
  address: string;
};

/** What is answered: 201, or 200 where it had been recorded before; the same words both times. */
export type Accepted = { again: boolean; answer: { id: string; locale: CampaignView['locale']; next: string } };

/** How long the page after the form can be opened, in milliseconds. */
const nextLifetime = 30 * 24 * 3_600_000;

/**
 * The API's door to the one way in. A page of another site passes the form's own traps; a server's token stands for
 * them, and has a limit of its own.
 * @throws Problem; AppError `unavailable`.
 */
export function createAcceptSignup(deps: Deps): (post: ApiPost) => Promise<Accepted> {
  const { config, clock, db, guards, refusals } = deps;
  const receive = createReceiveSignup(deps);
  const challenges = createChallenges(deps);
  const drawnAt = createDrawnAt(config);

  return async ({ key, campaign, view, body, idempotencyKey, address }) => {
    const definition = formDefinition(campaign, view);
    const form = formFromJson(definition, body);
    const now = clock.now();
    const isServer = key.tokenHash !== null;
    const drawn = drawnAt(campaign.id, body.form ?? '');
    if (!isServer) {
      const trapped = springTrap(config, { form, drawn, now });
      if (trapped) throw refuse(campaign.id, trapped);
    }
    if (body.edition !== undefined) form.set(editionName, [body.edition]);
    else if (definition.consents.some(({ posted }) => form.has(posted))) throw new Problem('edition-missing');
    if (takeEdition(form, definition)) throw new Problem('reworded');
    if (idempotencyKey === undefined && !drawn) throw new Problem('idempotency-key-missing');
    const id =
      idempotencyKey === undefined
        ? submissionId(campaign.id, drawn ?? now, form)
        : idempotentId(campaign.id, key.id, idempotencyKey);
    if (!isServer && (await guards.isOn(campaign.id))) {
      const proven = await challenges.accepts(body.proof ?? '', { id, campaignId: campaign.id });
      if (!proven) throw refuse(campaign.id, 'unproven');
    }
    if (isServer) await countToken(key, campaign.id);
    // The limit of a token stands for its people's, unless it says where each of them is.
    const client = isServer ? body.clientAddress : address;
    const who = { address: client, onBehalf: `key:${key.id}`, origin: originOf(body.attribution) };
    const reception = await receive({ id, campaign, view, form, ...who, at: now });
    return await answerTo(reception, { id, campaign, view, now });
  };

  async function answerTo(
    reception: Reception,
    { id, campaign, view, now }: { id: string; campaign: Campaign; view: CampaignView; now: Date },
  ): Promise<Accepted> {
    switch (reception.outcome) {
      case 'invalid':
        throw new Problem('invalid', { errors: fieldProblems(reception.errors, view) });
      case 'too-many':
        throw refuse(
          campaign.id,
          reception.whose === 'address' ? 'too-many' : 'too-many-recipient',
          reception.retryAfter,
        );
      case 'unavailable':
        throw new Problem('unavailable', { retryAfter: reception.retryAfter });
      case 'held':
        throw new AppError('unavailable', 'the API keeps nothing aside');
      case 'kept':
    }
    let since = now;
    if (reception.again) {
      const before = await findRecorded(db, id);
      if (!before) throw new AppError('unavailable', 'a sign-up that was there is gone');
      const { answers, consented, pledge } = reception.submission;
      const figure = pledge && (pledge.kind === 'money' ? pledge.amountMinor : pledge.count);
      if (!isDeepStrictEqual({ answers, consented, pledge: figure }, before.recorded)) {
        throw new Problem('idempotency-key-reused');
      }
      since = before.createdAt;
    }
    const next = signToken(config.secret, 'signup', { ids: [id], at: new Date(since.getTime() + nextLifetime) });
    const url = `${config.baseUrl}/${view.locale}/${campaign.slug}/next/${next}`;
    return { again: reception.again, answer: { id, locale: view.locale, next: url } };
  }

  function refuse(campaignId: string, reason: Refusal, retryAfter?: number): Problem {
    refusals.count(campaignId, reason);
    return new Problem(problemOf[reason], retryAfter === undefined ? {} : { retryAfter });
  }

  async function countToken(key: ApiKey, campaignId: string): Promise<void> {
    const limit = createSharedLimit(db, { name: `api-key/${key.id}`, points: key.perMinute, seconds: 60 });
    const admission = await limit.admit('');
    if (!admission.ok) throw refuse(campaignId, 'too-many', admission.retryAfter);
  }
}

const problemOf: Record<Refusal, ProblemCode> = {
  trap: 'trap',
  'too-quick': 'too-quick',
  'stale-form': 'form-stale',
  unproven: 'proof-required',
  'too-many': 'too-many',
  'too-many-recipient': 'too-many',
};

function fieldProblems(errors: Extract<Reception, { outcome: 'invalid' }>['errors'], { locale }: CampaignView) {
  return Object.entries(errors).flatMap(([name, code]) =>
    code === undefined ? [] : [{ pointer: pointerTo(name), code, detail: errorSentence(locale, name, code) }],
  );
}

/** Where the other site says that someone came from: the words of a landing page's query. */
function originOf(attribution: ApiPost['body']['attribution']) {
  return attribution && readOrigin(`?${new URLSearchParams(attribution)}`, undefined, []);
}
