import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import contract from './resend-contract.json' with { type: 'json' };

const publishedRequest = z.fromJSONSchema(JSON.parse(JSON.stringify(contract.request)));
/** "Trigger up to 100 batch emails at once", without what the SDK's own type leaves out of them. */
const publishedBatch = z
  .array(publishedRequest)
  .min(1)
  .max(100)
  .refine((mails) =>
    mails.every((mail) => !/^(attachments|scheduled_at)$/m.test(Object.keys(Object(mail)).join('\n'))),
  );
const publishedKey = z.string().min(contract.idempotencyKey.minLength).max(contract.idempotencyKey.maxLength);
const day = 24 * 60 * 60 * 1000;

/** What Terrain's mails hold of the request; everything else was held to the published contract before. */
const takenMail = z.object({
  from: z.string(),
  to: z.string(),
  subject: z.string(),
  html: z.string(),
  text: z.string(),
  reply_to: z.string().optional(),
  headers: z.record(z.string(), z.string()),
  tags: z.array(z.object({ name: z.string(), value: z.string() })).optional(),
  attachments: z.array(z.object({ filename: z.string(), content: z.base64(), content_type: z.string() })).default([]),
});

/** `message`: the ledger's id of it, from its tag; `key`: what its call went under, alone or together with others. */
type TakenMail = z.output<typeof takenMail> & { id: string; key: string | undefined; message: string };

/** What the next request meets: an answer of the errors' page, a silence, or a line cut before or after it is taken. */
type ResendFault =
  | { kind: 'answer'; status: number; name: string; headers?: Record<string, string> }
  | { kind: 'hang' }
  | { kind: 'drop' }
  | { kind: 'drop-after-accepting' };

export type FakeResend = {
  url: string;
  apiKey: string;
  taken: TakenMail[];
  /** Every call that was not denied, those that a key made one of the same included. */
  calls: { path: string; mails: number; key: string | undefined }[];
  /** Moves the clock that keys are forgotten by, in milliseconds. */
  advance(milliseconds: number): void;
  failNext(fault: ResendFault): void;
  close(): Promise<void>;
};

/**
 * A server on loopback that answers POST /emails and POST /emails/batch as Resend does: its contract, its errors, its
 * idempotency keys, of which one stands for all of a batch.
 */
export async function startFakeResend(options: { port?: number; apiKey?: string } = {}): Promise<FakeResend> {
  const apiKey = options.apiKey ?? `re_${randomUUID()}`;
  const taken: TakenMail[] = [];
  const calls: FakeResend['calls'] = [];
  const keys = new Map<string, { body: string; said: unknown; at: number }>();
  const faults: ResendFault[] = [];
  let now = 0;

  const server = createServer(async (request, response) => {
    const body = await text(request);
    const fault = faults.shift();
    if (fault?.kind === 'hang') return;
    if (fault?.kind === 'drop') return void request.socket.destroy();
    if (fault?.kind === 'answer') return refuse(response, fault.status, fault.name, fault.headers);
    const denied = deny(request, body, apiKey);
    if (denied) return refuse(response, ...denied);

    const key = request.headers['idempotency-key']?.toString();
    const read: unknown = JSON.parse(body);
    const mails = Array.isArray(read) ? read : [read];
    calls.push({ path: request.url ?? '', mails: mails.length, key });
    const earlier = key === undefined ? undefined : keys.get(key);
    if (earlier && now - earlier.at < day) {
      return earlier.body === body
        ? answer(response, 200, earlier.said)
        : refuse(response, 409, 'invalid_idempotent_request');
    }
    const ids = mails.map(() => ({ id: randomUUID() }));
    const said = Array.isArray(read) ? { data: ids } : ids[0];
    if (key !== undefined) keys.set(key, { body, said, at: now });
    for (const [index, mail] of mails.entries()) {
      const read = takenMail.parse(mail);
      const message = read.tags?.find(({ name }) => name === 'message')?.value ?? '';
      taken.push({ ...read, id: ids[index]?.id ?? '', key, message });
    }
    if (fault?.kind === 'drop-after-accepting') return void request.socket.destroy();
    answer(response, 200, said);
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the fake listens on no port');

  return {
    url: `http://127.0.0.1:${address.port}`,
    apiKey,
    taken,
    calls,
    advance: (milliseconds) => {
      now += milliseconds;
    },
    failNext: (fault) => void faults.push(fault),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Status and name of the refusal that the request has earned (https://resend.com/docs/api-reference/errors). */
function deny(request: IncomingMessage, body: string, apiKey: string): [number, string] | undefined {
  if (request.method !== 'POST') return [405, 'method_not_allowed'];
  if (request.url !== '/emails' && request.url !== '/emails/batch') return [404, 'not_found'];
  if (!request.headers.authorization?.startsWith('Bearer ')) return [401, 'missing_api_key'];
  if (request.headers.authorization !== `Bearer ${apiKey}`) return [403, 'invalid_api_key'];
  if (!request.headers['user-agent']) return [403, 'validation_error'];
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) return [415, 'invalid_parameter'];
  const key = request.headers['idempotency-key'];
  if (key !== undefined && !publishedKey.safeParse(key).success) return [400, 'invalid_idempotency_key'];
  const published = request.url === '/emails' ? publishedRequest : publishedBatch;
  const read = published.safeParse(parsed(body));
  if (read.success) return undefined;
  return [
    422,
    read.error.issues.some((issue) => issue.code === 'unrecognized_keys')
      ? 'invalid_parameter'
      : 'missing_required_field',
  ];
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function refuse(response: ServerResponse, status: number, name: string, headers: Record<string, string> = {}): void {
  answer(response, status, { statusCode: status, name, message: `refused with ${name}` }, headers);
}

function answer(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}
