import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { securityHeaders } from './security-headers.ts';

/** A page for one person: not kept by anyone between us and them. */
export function personalPage(
  c: Context,
  page: { toString(): string | Promise<string> },
  status: ContentfulStatusCode = 200,
  headers: Record<string, string> = {},
): Response | Promise<Response> {
  return c.html(page.toString(), status, { ...securityHeaders, 'cache-control': 'no-store', ...headers });
}

/** A redirect that is followed with a GET (RFC 9110 section 15.4.4). */
export function seeOther(c: Context, location: string): Response {
  return c.body(null, 303, { location, 'cache-control': 'no-store' });
}
