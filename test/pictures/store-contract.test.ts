import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPictureStore, type PictureStore } from '../../src/pictures/store.ts';
import { startTest, type TestApp } from '../support/app.ts';

const keys = { region: 'ca-1', accessKeyId: 'terrain', secretAccessKey: 'a secret of the store' };
let t: TestApp;
let server: Server;
let endpoint: string;
const refused: string[] = [];
const stored = new Map<string, Buffer>();

beforeAll(async () => {
  t = await startTest();
  server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(Buffer.from(chunk));
      const body = Buffer.concat(chunks);
      if (!isSigned(request, body)) {
        refused.push(request.url ?? '');
        response.writeHead(403).end();
      } else if (request.method === 'PUT') {
        stored.set(request.url ?? '', body);
        response.writeHead(200).end();
      } else {
        const found = stored.get(request.url ?? '');
        response.writeHead(found ? 200 : 404).end(found);
      }
    })();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the store listens on no port');
  endpoint = `http://127.0.0.1:${address.port}/bucket`;
});
afterAll(async () => {
  server.close();
  server.closeAllConnections();
  await t.close();
});

describe.each(['Postgres', 'S3'])('pictures in %s', (kind) => {
  const open = (): PictureStore =>
    createPictureStore({ storage: kind === 'S3' ? { endpoint, ...keys } : undefined }, t.deps.db);

  test('come back byte for byte, to another process too', async () => {
    const bytes = Uint8Array.from({ length: 3_000 }, (_, index) => index % 256);
    const name = 'up-0123456789abcdef-10x10-480w.avif';
    await open().put(name, 'image/avif', bytes);
    await open().put(name, 'image/avif', bytes);
    const found = await open().get(name);
    expect(Buffer.from(found ?? []).equals(bytes)).toBe(true);
  });

  test('that were never put are not there', async () => {
    expect(await open().get('up-ffffffffffffffff-10x10.jpg')).toBeUndefined();
  });
});

test('a store that is asked with another secret refuses, and that is told', async () => {
  const store = createPictureStore({ storage: { endpoint, ...keys, secretAccessKey: 'another' } }, t.deps.db);
  await expect(store.put('up-1.jpg', 'image/jpeg', new Uint8Array(3))).rejects.toThrow('403');
  expect(refused).toContain('/bucket/up-1.jpg');
});

/** Checks a signature as Amazon describes it (Signature Version 4, "Create a signed AWS API request"). */
function isSigned(request: IncomingMessage, body: Buffer): boolean {
  const parts = /^AWS4-HMAC-SHA256 Credential=([^,]+), SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
    request.headers.authorization ?? '',
  );
  const [, credential = '', signedHeaders = '', signature] = parts ?? [];
  const [id, date = '', region = '', service = '', end] = credential.split('/');
  const payload = String(request.headers['x-amz-content-sha256'] ?? '');
  const hash = createHash('sha256').update(body).digest('hex');
  if (id !== keys.accessKeyId || region !== keys.region || service !== 's3' || end !== 'aws4_request') return false;
  if (payload !== 'UNSIGNED-PAYLOAD' && payload !== hash) return false;
  const headers = signedHeaders.split(';').map((name) => `${name}:${String(request.headers[name] ?? '').trim()}\n`);
  const url = new URL(request.url ?? '', 'http://store');
  const canonical = [request.method, url.pathname, '', headers.join(''), signedHeaders, payload].join('\n');
  const scope = [date, region, service, end].join('/');
  const moment = String(request.headers['x-amz-date'] ?? '');
  const text = ['AWS4-HMAC-SHA256', moment, scope, createHash('sha256').update(canonical).digest('hex')].join('\n');
  const sign = (key: string | Buffer, data: string) => createHmac('sha256', key).update(data).digest();
  const key = [date, region, service, 'aws4_request'].reduce<string | Buffer>(sign, `AWS4${keys.secretAccessKey}`);
  return sign(key, text).toString('hex') === signature;
}
