import type { z } from 'zod';
import { CallFailed, Refusal } from '../call-failed.ts';
import type { Call, CallRequest } from '../connector.ts';
import { onceMore } from '../once-more.ts';
import { readJson, retryAfter } from '../read-answer.ts';
import { shaped } from '../shaped.ts';
import { errorShape } from './types.ts';

/** HubSpot answered, and does not take it as it is: 400, 404, 409. */
export class NotTaken extends Error {
  override readonly name = 'NotTaken';
  readonly status: number;

  constructor(status: number, words: string) {
    super(words);
    this.status = status;
  }
}

type Given = { url: string; token: string; call: Call };
type Asking = { query?: Record<string, string>; body?: unknown; name: string };

/** Asks HubSpot, and takes for an answer only what has status, content type and shape of one. */
export type Ask = <Shape extends z.ZodType>(
  method: CallRequest['method'],
  path: string,
  shape: Shape,
  asking: Asking,
) => Promise<z.output<Shape>>;

/**
 * HubSpot's API under the token of a private app.
 * @throws NotTaken where the request is refused, Refusal where the token or its scopes are, CallFailed for the rest
 */
export function openPortal(given: Given): Ask {
  const ask = askOnce(given);
  // Every call that we make is the same twice as once: addresses and names of properties are unique over there.
  return async (...asked) => await onceMore(() => ask(...asked));
}

function askOnce({ url, token, call }: Given): Ask {
  return async (method, path, shape, { query, body, name }) => {
    const answer = await call({
      method,
      url: `${url}${path}${query ? `?${new URLSearchParams(query)}` : ''}`,
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      name,
    });
    const { status, headers } = answer;
    const json = readJson(answer);
    const said = `${name}: ${wordsOf(json)}`;
    if (status === 429) throw new CallFailed('rate', said, { after: retryAfter(headers) ?? waitOf(json) });
    if (status === 401) throw new Refusal('credentials', said);
    if (status === 403) throw new Refusal('rights', said);
    // 423: too much at once of one kind; 477: the account is moving to another place (HubSpot's list of errors).
    if (status >= 500 || status === 423 || status === 477) {
      const after = retryAfter(headers);
      throw new CallFailed('down', `${said} (${status})`, after === undefined ? {} : { after });
    }
    if (status === 204) return shaped(shape, undefined, name);
    if (json === undefined) throw new CallFailed('answer-not-understood', `${name} answered ${status} and no JSON`);
    if (status === 400 || status === 404 || status === 409) throw new NotTaken(status, said);
    if (status !== 200 && status !== 201 && status !== 207) {
      throw new CallFailed('answer-not-understood', `${said} (${status})`);
    }
    return shaped(shape, json, name);
  };
}

/** Which limit it was is in `policyName`: of ten seconds, of one, or of the day. */
function waitOf(json: unknown): number {
  const policy = errorShape.safeParse(json).data?.policyName ?? '';
  if (/DAILY/i.test(policy)) return 3_600_000;
  return /^SECONDLY/i.test(policy) ? 1_000 : 10_000;
}

/** What was said, with the number under which HubSpot's support finds it. */
export function wordsOf(json: unknown): string {
  const { message, category, correlationId, policyName } = errorShape.safeParse(json).data ?? {};
  const words = [policyName, message ?? category ?? 'no words'].filter(Boolean).join(': ');
  return correlationId ? `${words} [correlationId ${correlationId}]` : words;
}
