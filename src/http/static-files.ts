import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import { type Context, Hono } from 'hono';
import { asset } from '../ui/assets.ts';
import { type CachedBody, cacheBody, respondCached } from './cached-body.ts';
import { securityHeaders } from './security-headers.ts';

const types: Record<string, { type: string; compress: boolean }> = {
  '.css': { type: 'text/css; charset=utf-8', compress: true },
  '.js': { type: 'text/javascript; charset=utf-8', compress: true },
  '.svg': { type: 'image/svg+xml', compress: true },
  '.vtt': { type: 'text/vtt; charset=utf-8', compress: true },
  '.txt': { type: 'text/plain; charset=utf-8', compress: true },
  '.png': { type: 'image/png', compress: false },
  '.jpg': { type: 'image/jpeg', compress: false },
  '.webp': { type: 'image/webp', compress: false },
  '.avif': { type: 'image/avif', compress: false },
  '.ico': { type: 'image/x-icon', compress: false },
};

/**
 * Serves the files of a folder from memory; the few there are, read and compressed at their first request.
 * A URL with the version (`?v=`) that they have here may be kept for a year, others are asked for again.
 */
export function staticFiles(folder: string): Hono {
  const app = new Hono();
  let names: Promise<Set<string>> | undefined;
  const bodies = new Map<string, Promise<CachedBody>>();

  app.get('/:file{.+\\.[a-z]+}', async (c, next) => {
    names ??= listFiles(folder).catch((error) => {
      names = undefined;
      throw error;
    });
    const name = c.req.path.slice(1);
    if (!(await names).has(name)) return await next();
    const caching = cacheFor(c);
    const key = `${caching} ${name}`;
    let body = bodies.get(key);
    if (!body) {
      body = loadFile(path.join(folder, name), caching);
      bodies.set(key, body);
      // What could not be read is read again the next time.
      body.catch(() => bodies.delete(key));
    }
    return respondCached(c, await body);
  });
  return app;
}

/** Serves films from the disk, in the pieces that a player asks for (RFC 9110 section 14): some play nothing without. */
export function films(folder: string): Hono {
  const app = new Hono();
  const serve = serveStatic({ root: folder });
  app.get('/videos/:file{[a-z0-9-]+\\.(?:mp4|webm)}', async (c, next) => {
    const answer = await serve(c, async () => {});
    if (!answer) return await next();
    const headers = { ...securityHeaders, 'accept-ranges': 'bytes', 'cache-control': cacheFor(c) };
    for (const [name, value] of Object.entries(headers)) answer.headers.set(name, value);
    return answer;
  });
  return app;
}

async function listFiles(folder: string): Promise<Set<string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && path.extname(entry.name) in types);
  return new Set(
    files.map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/')),
  );
}

async function loadFile(file: string, caching: string): Promise<CachedBody> {
  const { type, compress } = types[path.extname(file)] ?? { type: 'application/octet-stream', compress: false };
  const headers = { ...securityHeaders, 'content-type': type, 'cache-control': caching };
  return await cacheBody(await readFile(file), headers, { quality: 11, compress });
}

/**
 * While a new version comes to one machine after the other, a page of the new one may ask the old one for its files:
 * what that one has must not be kept under the new version's name.
 */
function cacheFor(c: Context): string {
  const version = c.req.query('v');
  if (version === undefined) return 'public, max-age=300';
  return asset(c.req.path) === `${c.req.path}?v=${version}` ? 'public, max-age=31536000, immutable' : 'no-store';
}
