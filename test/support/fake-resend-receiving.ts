import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { z } from 'zod';
import contract from './resend-receiving-contract.json' with { type: 'json' };

const publishedEmail = z.fromJSONSchema(JSON.parse(JSON.stringify(contract.email)));
const publishedAttachments = z.fromJSONSchema(JSON.parse(JSON.stringify(contract.attachments)));

type ReceivedParts = {
  to: string[];
  from: string;
  subject?: string;
  text?: string | null;
  html?: string | null;
  headers?: Record<string, string>;
  messageId?: string;
  files?: { filename: string; contentType: string; content: Buffer }[];
  /** The mail as it came: not in the published contract, but in what the vendor's own SDK reads. */
  raw?: Buffer;
};

export type FakeReceiving = {
  url: string;
  apiKey: string;
  /** Takes a mail for us; returns the id that the webhook would name. */
  take(mail: ReceivedParts): string;
  /** How many requests came, downloads included. */
  requests(): number;
  failNext(status: number): void;
  close(): Promise<void>;
};

/** A server on loopback that answers for received mails as Resend does, each answer held to the published contract. */
export async function startFakeReceiving(): Promise<FakeReceiving> {
  const apiKey = `re_${randomUUID()}`;
  const mails = new Map<string, ReceivedParts>();
  const downloads = new Map<string, Buffer>();
  const failures: number[] = [];
  let count = 0;
  let url = '';
  const keep = (content: Buffer) => {
    const path = `/signed/${randomUUID()}`;
    downloads.set(path, content);
    return url + path;
  };
  const server = createServer((request, response) => {
    count += 1;
    const path = request.url ?? '';
    const failure = failures.shift();
    if (failure !== undefined) return answer(response, failure, { name: 'application_error' });
    const signed = downloads.get(path);
    if (signed) return void response.writeHead(200).end(signed);
    if (request.headers.authorization !== `Bearer ${apiKey}`) return answer(response, 403, { name: 'invalid_api_key' });
    const [, id = '', list] = /^\/emails\/receiving\/([^/]+)(\/attachments)?$/.exec(path) ?? [];
    const mail = mails.get(id);
    if (request.method !== 'GET' || !mail) return answer(response, 404, { name: 'not_found' });
    answer(response, 200, list ? attachmentsOf(mail, keep) : emailOf(id, mail, keep));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the fake listens on no port');
  url = `http://127.0.0.1:${address.port}`;
  return {
    url,
    apiKey,
    take: (mail) => {
      const id = randomUUID();
      mails.set(id, mail);
      return id;
    },
    requests: () => count,
    failNext: (status) => void failures.push(status),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function emailOf(id: string, mail: ReceivedParts, keep: (content: Buffer) => string): unknown {
  const email = publishedEmail.parse({
    object: 'email',
    id,
    to: mail.to,
    from: mail.from,
    subject: mail.subject ?? '',
    message_id: mail.messageId ?? `<${id}@example.org>`,
    bcc: [],
    cc: [],
    reply_to: [],
    html: mail.html ?? null,
    text: mail.text ?? null,
    headers: mail.headers ?? {},
    created_at: new Date().toISOString(),
    attachments: (mail.files ?? []).map(({ filename, contentType, content }) => ({
      id: randomUUID(),
      filename,
      content_type: contentType,
      content_id: '',
      content_disposition: 'attachment',
      size: content.length,
    })),
  });
  const raw = mail.raw && { raw: { download_url: keep(mail.raw), expires_at: new Date().toISOString() } };
  return Object.assign({}, email, raw);
}

function attachmentsOf(mail: ReceivedParts, keep: (content: Buffer) => string): unknown {
  return publishedAttachments.parse({
    object: 'list',
    has_more: false,
    data: (mail.files ?? []).map(({ filename, contentType, content }) => ({
      id: randomUUID(),
      filename,
      content_type: contentType,
      content_id: '',
      content_disposition: 'attachment',
      download_url: keep(content),
      expires_at: new Date().toISOString(),
      size: content.length,
    })),
  });
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
