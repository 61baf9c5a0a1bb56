import { createHash } from 'node:crypto';
import { eq } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { openAuth } from './open-auth.ts';
import { findOrganizer } from './queries.ts';
import { organizerVerifications } from './table.ts';

/**
 * Makes a link that signs an organizer in once, within 15 minutes (or until `until`, for an invitation), and then leads
 * to `next`. The database keeps a hash of its token alone. Opening the link signs nobody in: the page that it leads to
 * has a button.
 *
 * @returns the whole URL.
 * @throws AppError `not-found` when no organizer has the address.
 */
export async function createSignInLink(deps: Deps, email: string, next = '/admin', until?: Date): Promise<string> {
  const organizer = await findOrganizer(deps.db, email);
  if (!organizer) throw new AppError('not-found', 'no organizer has this address');
  const auth = await openAuth(deps);
  const token = await new Promise<string>((receive, reject) => {
    auth.api
      .signInMagicLink({ body: { email: organizer.email, metadata: { receive } }, headers: new Headers() })
      .catch(reject);
  });
  if (until) await keepUntil(deps, token, until);
  const url = new URL(`${deps.config.baseUrl}/admin/sign-in/${token}`);
  if (next !== '/admin') url.searchParams.set('next', next);
  return url.href;
}

/** The library knows one lifetime for all its links; it finds them by the SHA-256 of their token. */
async function keepUntil(deps: Deps, token: string, until: Date): Promise<void> {
  const identifier = `magic-link:${createHash('sha256').update(token).digest('base64url')}`;
  const kept = await deps.db
    .update(organizerVerifications)
    .set({ expiresAt: until })
    .where(eq(organizerVerifications.identifier, identifier))
    .returning({ id: organizerVerifications.id });
  if (kept.length !== 1) throw new Error('the link that was just made is not there');
}
