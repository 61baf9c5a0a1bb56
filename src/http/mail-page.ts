import type { Context } from 'hono';
import { securityHeaders } from './security-headers.ts';

/**
 * What a mail's own page may do: show itself and its pictures, run nothing, and open what a person clicks in place of
 * the whole page. Mails carry their styles inline.
 */
const mailPolicy =
  "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; frame-ancestors 'self'; " +
  'sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation';

/** A mail as its reader sees it, to be shown in a frame of an organizer's page. */
export function mailPage(c: Context, html: string): Response | Promise<Response> {
  // A mail's links have no page to open in but this frame; they belong to the whole window.
  const based = html.replace(/<head[^>]*>/i, (head) => `${head}<base target="_top">`);
  const headers = { ...securityHeaders, 'content-security-policy': mailPolicy, 'cache-control': 'no-store' };
  return c.html(based.replaceAll('target="_blank"', 'target="_top"'), 200, headers);
}
