const policy = "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors ";

/**
 * What every page carries: nothing comes from or goes to another site but what a person clicks, no page is framed.
 * `form-action` has to let a form's answer redirect, which Chromium checks too, so it stays at our own origin.
 */
export const securityHeaders: Record<string, string> = {
  'content-security-policy': `${policy}'none'`,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=()',
  'cross-origin-opener-policy': 'same-origin',
};

/** What a page carries in their place that these hosts may show in a frame, and no other site. */
export function framedBy(hosts: readonly string[] = []): Record<string, string> {
  return { 'content-security-policy': policy + (hosts.length === 0 ? "'none'" : hosts.join(' ')) };
}
