import type { z } from 'zod';
import { CallFailed, Refusal } from '../call-failed.ts';
import type { Call } from '../connector.ts';
import { onceMore } from '../once-more.ts';
import { readJson, retryAfter } from '../read-answer.ts';
import { type Credentials, failure, success } from './types.ts';

/** `rights`: the key may not; `failed`: it was tried and refused, for a reason that may not be told. */
export type Failed = { ok: false; why: 'rights' | 'failed'; message: string };
type Asked = { ok: true; values: Record<string, unknown>[] } | Failed;

export type Client = {
  /** @throws CallFailed or Refusal where it lies neither in what was asked nor in the rights to it. */
  ask(entity: string, action: string, params: object): Promise<Asked>;
  /** Reads, with every element held to a shape. @throws Refusal too, where the rights for it lack. */
  get<Shape extends z.ZodType>(
    entity: string,
    shape: Shape,
    params: object,
    action?: string,
  ): Promise<z.output<Shape>[]>;
};

/** What a database says that is away or busy, rather than one that was asked something impossible. */
const passing = /connect failed|gone away|no database selected|deadlock|lock wait|try restarting|too many connections/i;

/**
 * Speaks APIv4 over REST (https://docs.civicrm.org/dev/en/latest/api/v4/rest/): always POST, the key in `X-Civi-Auth`.
 * `X-Requested-With` is not sent: with it, a call whose key got lost on its way is answered with nothing, as if nobody
 * were there.
 */
export function openClient({ url, apiKey }: Credentials, call: Call): Client {
  const askOnce: Client['ask'] = async (entity, action, params) => {
    const name = `${entity}/${action}`;
    const answer = await call({
      method: 'POST',
      url: `${url}/civicrm/ajax/api4/${name}`,
      headers: {
        'X-Civi-Auth': `Bearer ${apiKey}`,
        'Content-Type': 'application/x-www-form-urlencoded',
        Accept: 'application/json',
      },
      body: new URLSearchParams({ params: JSON.stringify(params) }).toString(),
      name,
    });
    const { status } = answer;
    const body = readJson(answer);
    const said = failure.safeParse(body).data?.error_message ?? '';
    const read = success.safeParse(body);
    if (status === 200 && read.success) return { ok: true, values: read.data.values };
    const after = retryAfter(answer.headers);
    if (status === 429) throw new CallFailed('rate', name, after === undefined ? {} : { after });
    if (status === 401 || /SECURITY ALERT/.test(said)) throw new Refusal('credentials', said || `${name}: ${status}`);
    if (status === 403) return { ok: false, why: 'rights', message: said || name };
    if (status === 503 || passing.test(said)) {
      throw new CallFailed('down', said || `${name}: ${status}`, after === undefined ? {} : { after });
    }
    if (status === 500 && said !== '') return { ok: false, why: 'failed', message: said };
    // With its database down it answers 200 and a page.
    if (status >= 500 || /Critical error/i.test(answer.text))
      throw new CallFailed('down', `${name}: ${status}, a page`);
    throw new CallFailed(
      'answer-not-understood',
      `${name}: ${status}, ${answer.headers.get('content-type') ?? 'no type'}`,
    );
  };

  const getOnce = async <Shape extends z.ZodType>(entity: string, shape: Shape, params: object, action: string) => {
    const asked = await askOnce(entity, action, params);
    if (!asked.ok) {
      if (asked.why === 'rights') throw new Refusal('rights', `${entity}/${action}: ${asked.message}`);
      throw new CallFailed('answer-not-understood', `${entity}/${action}: ${asked.message}`);
    }
    const read = shape.array().safeParse(asked.values);
    if (!read.success) throw new CallFailed('answer-not-understood', `${entity}/${action}: ${read.error.message}`);
    return read.data;
  };

  return {
    // What is saved without being matched would be there twice.
    ask: (entity, action, params) =>
      /^get/.test(action) || 'match' in params
        ? onceMore(() => askOnce(entity, action, params))
        : askOnce(entity, action, params),
    get: (entity, shape, params, action = 'get') => onceMore(() => getOnce(entity, shape, params, action)),
  };
}
