import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { openAuth } from './open-auth.ts';
import { findOrganizer } from './queries.ts';

/**
 * Makes a link that signs an organizer in once, within 15 minutes, and then leads to `next`. The database keeps a
 * hash of its token alone. Opening the link signs nobody in: the page that it leads to has a button.
 *
 * @returns the whole URL.
 * @throws AppError `not-found` when no organizer has the address.
 */
export async function createSignInLink(deps: Deps, email: string, next = '/admin'): Promise<string> {
  const organizer = await findOrganizer(deps.db, email);
  if (!organizer) throw new AppError('not-found', 'no organizer has this address');
  const auth = await openAuth(deps);
  const token = await new Promise<string>((receive, reject) => {
    auth.api
      .signInMagicLink({ body: { email: organizer.email, metadata: { receive } }, headers: new Headers() })
      .catch(reject);
  });
  const url = new URL(`${deps.config.baseUrl}/admin/sign-in/${token}`);
  if (next !== '/admin') url.searchParams.set('next', next);
  return url.href;
}
