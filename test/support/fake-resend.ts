import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import contract from './resend-contract.json' with { type: 'json' };

const publishedRequest = z.fromJSONSchema(JSON.parse(JSON.stringify(contract.request)));
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
  attachments: z.array(z.object({ filename: z.string(), content: z.base64(), content_type: z.string() })),
});

type TakenMail = z.output<typeof takenMail> & { id: string; key: string | undefined };

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
  /** Moves the clock that keys are forgotten by, in milliseconds. */
  advance(milliseconds: number): void;
  failNext(fault: ResendFault): void;
  close(): Promise<void>;
};

/** A server on loopback that answers POST /emails as Resend does: its contract, its errors, its idempotency keys. */
export async function startFakeResend(): Promise<FakeResend> {
  const apiKey = `re_${randomUUID()}`;
  const taken: TakenMail[] = [];
  const keys = new Map<string, { body: string; id: string; at: number }>();
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
    const earlier = key === undefined ? undefined : keys.get(key);
    if (earlier && now - earlier.at < day) {
      return earlier.body === body
        ? answer(response, 200, { id: earlier.id })
        : refuse(response, 409, 'invalid_idempotent_request');
    }
    const id = randomUUID();
    if (key !== undefined) keys.set(key, { body, id, at: now });
    taken.push({ ...takenMail.parse(JSON.parse(body)), id, key });
    if (fault?.kind === 'drop-after-accepting') return void request.socket.destroy();
    answer(response, 200, { id });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the fake listens on no port');

  return {
    url: `http://127.0.0.1:${address.port}`,
    apiKey,
    taken,
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
  if (request.url !== '/emails') return [404, 'not_found'];
  if (!request.headers.authorization?.startsWith('Bearer ')) return [401, 'missing_api_key'];
  if (request.headers.authorization !== `Bearer ${apiKey}`) return [403, 'invalid_api_key'];
  if (!request.headers['user-agent']) return [403, 'validation_error'];
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) return [415, 'invalid_parameter'];
  const key = request.headers['idempotency-key'];
  if (key !== undefined && !publishedKey.safeParse(key).success) return [400, 'invalid_idempotency_key'];
  const read = publishedRequest.safeParse(parsed(body));
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
