import type { z } from 'zod';
import { CallFailed, Refusal } from '../call-failed.ts';
import type { Call, CallRequest } from '../connector.ts';
import { onceMore } from '../once-more.ts';
import { readJson, retryAfter } from '../read-answer.ts';
import { shaped } from '../shaped.ts';
import { errorDocument, invalidDocument } from './types.ts';

/** One thing that NationBuilder would not take: the field (from the JSON pointer), its code (`taken` …), its words. */
export type Objection = { field: string; code: string; words: string };

/** NationBuilder answered, and does not take it: the same again would be refused again. */
export class NotTaken extends Error {
  override readonly name = 'NotTaken';
  readonly objections: Objection[];

  constructor(objections: Objection[]) {
    super(objections.map(({ field, words }) => [field, words].filter(Boolean).join(': ')).join('; '));
    this.objections = objections;
  }
}

/** The window of its limit, and the longest that is believed to be one, in milliseconds. */
const windowEnd = 10_000;
const mostWait = 600_000;

type Given = { url: string; accessToken: string; call: Call };
type Asking = {
  query?: Record<string, string>;
  body?: unknown;
  /** For the log: names the call without its data. */
  name: string;
};

/** Asks NationBuilder, and takes for an answer only what has status, content type and shape of one. */
export type Ask = <Shape extends z.ZodType>(
  method: CallRequest['method'],
  path: string,
  shape: Shape,
  asking: Asking,
) => Promise<{ status: number; json: z.output<Shape>; headers: Headers } | undefined>;

/**
 * A nation's API, v2 (JSON:API) and v1 beside it, under an OAuth access token. An answer is `undefined` where there is no
 * such record (404).
 * @throws NotTaken where a field is refused, Refusal where the token or its rights are, CallFailed for the rest
 */
export function openNation(given: Given): Ask {
  const ask = askOnce(given);
  // Every call that we make is the same twice as once.
  return async (...asked) => await onceMore(() => ask(...asked));
}

function askOnce({ url, accessToken, call }: Given): Ask {
  return async (method, path, shape, { query, body, name }) => {
    const search = query ? `?${new URLSearchParams(query)}` : '';
    const answer = await call({
      method,
      url: `${url}${path}${search}`,
      headers: {
        authorization: `Bearer ${accessToken}`,
        accept: path.startsWith('/api/v2/') ? 'application/vnd.api+json, application/json' : 'application/json',
        ...(body !== undefined && {
          'content-type': path.startsWith('/api/v2/') ? 'application/vnd.api+json' : 'application/json',
        }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      name,
    });
    const { status, headers } = answer;
    const json = readJson(answer);
    if (status === 429)
      throw new CallFailed('rate', `${name}: ${words(json)}`, {
        after: Math.min(retryAfter(headers) ?? windowEnd, mostWait),
      });
    if (status === 401) throw new Refusal('credentials', `${name}: ${words(json)}`);
    if (status === 403) throw new Refusal('rights', `${name}: ${words(json)}`);
    if (status >= 500) {
      const after = retryAfter(headers);
      throw new CallFailed('down', `${name} answered ${status}: ${words(json)}`, after === undefined ? {} : { after });
    }
    if (json === undefined) {
      throw new CallFailed('answer-not-understood', `${name} answered ${status} and no JSON`);
    }
    if (status === 404) return undefined;
    if (status === 422) throw new NotTaken(objectionsOf(json));
    if (status === 400) throw new NotTaken([badRequest(json)]);
    if (status < 200 || status > 299) throw new CallFailed('answer-not-understood', `${name} answered ${status}`);
    return { status, headers, json: shaped(shape, json, name) };
  };
}

function objectionsOf(json: unknown): Objection[] {
  return shaped(invalidDocument, json, 'a refusal').errors.map(({ detail, source, meta }) => ({
    field: source?.pointer?.split('/').at(-1) ?? '',
    code: meta?.code ?? '',
    words: meta?.message ?? detail ?? '',
  }));
}

function badRequest(json: unknown): Objection {
  const { code, message } = errorDocument.safeParse(json).data ?? {};
  return { field: '', code: code ?? '', words: message ?? code ?? 'bad request' };
}

function words(json: unknown): string {
  const { code, message } = errorDocument.safeParse(json).data ?? {};
  return message ?? code ?? 'no words';
}
