import { Hono } from 'hono';
import { securityHeaders } from '../http/security-headers.ts';
import { suggestDomain } from './email-typo.ts';

/**
 * What a page asks while someone fills in an address: whether what stands behind the `@` looks like a slip. The part
 * before it, which says whose address it is, never leaves the page before the form does.
 */
export function mailDomainRoutes(): Hono {
  const app = new Hono();
  app.get('/mail-domains/:domain', (c) => {
    const headers = { ...securityHeaders, 'cache-control': 'public, max-age=86400' };
    const domain = suggestDomain(c.req.param('domain'));
    return domain === undefined ? c.body(null, 204, headers) : c.text(domain, 200, headers);
  });
  return app;
}
