import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Context } from 'hono';

const brotliAsync = promisify(brotliCompress);
const gzipAsync = promisify(gzip);

type Encoding = 'br' | 'gzip' | 'identity';
type Variant = { body: Uint8Array<ArrayBuffer>; headers: Record<string, string> };

/** A body compressed once and sent many times, with an ETag of its bytes. */
export type CachedBody = { etag: string; variants: Record<Encoding, Variant>; headers: Record<string, string> };

/** Compresses a body and makes its headers. `quality` is brotli's, 0 to 11. */
export async function cacheBody(
  content: string | Buffer,
  headers: Record<string, string>,
  options: { quality: number; compress: boolean },
): Promise<CachedBody> {
  const plain = Buffer.from(content);
  const etag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`;
  const shared = { ...headers, etag, vary: 'accept-encoding' };
  const variant = (body: Buffer, encoding?: string): Variant => ({
    body: new Uint8Array(body),
    headers: {
      ...shared,
      'content-length': String(body.byteLength),
      ...(encoding ? { 'content-encoding': encoding } : {}),
    },
  });
  const identity = variant(plain);
  if (!options.compress) return { etag, headers: shared, variants: { identity, br: identity, gzip: identity } };
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: options.quality,
    [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
  };
  const [br, gzipped] = await Promise.all([brotliAsync(plain, { params }), gzipAsync(plain)]);
  return { etag, headers: shared, variants: { identity, br: variant(br, 'br'), gzip: variant(gzipped, 'gzip') } };
}

/** Answers with the variant that the client can read, or 304 when it has it already. */
export function respondCached(c: Context, cached: CachedBody): Response {
  if (c.req.header('if-none-match') === cached.etag)
    return new Response(null, { status: 304, headers: cached.headers });
  const variant = cached.variants[acceptedEncoding(c.req.header('accept-encoding'))];
  return new Response(variant.body, { status: 200, headers: variant.headers });
}

/** The encoding of ours that the client likes best (RFC 9110 section 12.5.3), by what browsers send. */
export function acceptedEncoding(accept: string | undefined): Encoding {
  if (!accept) return 'identity';
  const known = encodings.get(accept);
  if (known) return known;
  const chosen = chooseEncoding(accept);
  // Browsers send a handful of different values; whoever sends thousands is not remembered.
  if (encodings.size < 100) encodings.set(accept, chosen);
  return chosen;
}

const encodings = new Map<string, Encoding>();

function chooseEncoding(accept: string): Encoding {
  if (/\bbr\b(?!\s*;\s*q=0(\.0*)?\b)/.test(accept)) return 'br';
  return /\bgzip\b(?!\s*;\s*q=0(\.0*)?\b)/.test(accept) ? 'gzip' : 'identity';
}
