import type { z } from 'zod';
import { CallFailed, Refusal } from '../call-failed.ts';
import type { Call } from '../connector.ts';
import { onceMore } from '../once-more.ts';
import { readJson, retryAfter } from '../read-answer.ts';
import { type Credentials, failure } from './types.ts';

/** `gone`: there is nothing there; `refused`: it will not take what it was given. */
type Answered<Body> = { ok: true; body: Body } | { ok: false; why: 'gone' | 'refused'; message: string };

export type Client = {
  ask<Shape extends z.ZodType>(given: Given<Shape>): Promise<Answered<z.output<Shape>>>;
  /** The same where nothing can be refused: what is answered, or CallFailed. */
  read<Shape extends z.ZodType>(given: Given<Shape>): Promise<z.output<Shape>>;
  /** Where a resource is, as links to it are written. */
  href(path: string): string;
};
type Given<Shape> = {
  method: 'GET' | 'POST' | 'PUT';
  /** Behind `/api/v2`, with its query. */
  path: string;
  /** Words for the log. */
  name: string;
  shape: Shape;
  body?: object;
};

/** Speaks OSDI with Action Network (https://actionnetwork.org/docs/v2/): HAL and JSON, one person a call. */
export function openClient({ url, apiKey }: Credentials, call: Call): Client {
  const askOnce: Client['ask'] = async ({ method, path, name, shape, body }) => {
    const answer = await call({
      method,
      url: `${url}/api/v2${path}`,
      headers: { 'OSDI-API-Token': apiKey, Accept: 'application/hal+json', 'Content-Type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
      name,
    });
    const { status } = answer;
    const json = readJson(answer);
    const after = retryAfter(answer.headers);
    const said = failure.safeParse(json).data?.error ?? `${status}, ${answer.headers.get('content-type') ?? 'no type'}`;
    const message = `${name}: ${typeof said === 'string' ? said : JSON.stringify(said)}`
      .replaceAll(apiKey, '…')
      .slice(0, 500);
    // What it answers without a way to say when: a few seconds are enough at four calls a second.
    if (status === 429) throw new CallFailed('rate', message, { after: after ?? 5000 });
    if (status === 401 || (status === 403 && /api key/i.test(message))) throw new Refusal('credentials', message);
    if (status === 403) throw new Refusal('rights', message);
    if (status >= 500) throw new CallFailed('down', message, after === undefined ? {} : { after });
    if (status === 404 && json !== undefined) return { ok: false, why: 'gone', message };
    if (status >= 400 && status < 500 && json !== undefined) return { ok: false, why: 'refused', message };
    const read = shape.safeParse(json);
    if ((status === 200 || status === 201) && read.success) return { ok: true, body: read.data };
    const why = read.success ? String(status) : read.error.issues.map(({ path }) => path.join('.')).join(', ');
    throw new CallFailed('answer-not-understood', `${message} ${why}`);
  };
  // What is written may be there twice then, or undo what somebody over there did in between.
  const ask: Client['ask'] = (given) => (given.method === 'GET' ? onceMore(() => askOnce(given)) : askOnce(given));
  return {
    ask,
    async read(given) {
      const answered = await ask(given);
      if (answered.ok) return answered.body;
      throw new CallFailed('answer-not-understood', answered.message);
    },
    href: (path) => `${url}/api/v2${path}`,
  };
}

/** `?filter=` of the little OData that it knows: a field and a text, whose quotes are doubled. */
export function filter(field: string, operator: 'eq' | 'gt', value: string): string {
  return `filter=${encodeURIComponent(`${field} ${operator} '${value.replaceAll("'", "''")}'`)}`;
}

/** The id within its own system: what follows `action_network:` among the identifiers, else what the link ends with. */
export function idOf({ identifiers, _links }: { identifiers: string[]; _links: { self: { href: string } } }): string {
  const own = identifiers.find((one) => one.startsWith('action_network:'));
  return own ? own.slice('action_network:'.length) : (_links.self.href.split('/').at(-1) ?? '');
}
