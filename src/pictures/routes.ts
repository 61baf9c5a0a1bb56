import { Hono } from 'hono';
import type { Deps } from '../deps.ts';
import { securityHeaders } from '../http/security-headers.ts';

const types: Record<string, string> = { jpg: 'image/jpeg', webp: 'image/webp', avif: 'image/avif' };

/** The pictures that organizers uploaded, from our own origin wherever they are kept; a name never means another one. */
export function uploadedPictureRoutes(deps: Deps): Hono {
  const app = new Hono();
  app.get('/pictures/:file{up-[0-9a-f]{16}-[0-9]+x[0-9]+(?:-[0-9]+w)?\\.(?:jpg|webp|avif)}', async (c, next) => {
    const file = c.req.param('file');
    const bytes = await deps.pictures.get(file);
    if (!bytes) return await next();
    const type = types[file.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
    const cache = 'public, max-age=31536000, immutable';
    return c.body(Uint8Array.from(bytes), 200, { ...securityHeaders, 'content-type': type, 'cache-control': cache });
  });
  return app;
}
