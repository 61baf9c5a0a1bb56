import type { Deps } from '../deps.ts';
import { openAuth, sessionCookie } from './open-auth.ts';

/** Who is signed in. `setCookies` is not empty when the session was prolonged. */
export type SignedIn = { organizer: { id: string; name: string; email: string }; setCookies: string[] };

/** Reads whose session a request belongs to; undefined when there is none or it is over. */
export async function readSession(deps: Deps, headers: Headers): Promise<SignedIn | undefined> {
  if (!headers.get('cookie')?.includes(sessionCookie)) return undefined;
  const auth = await openAuth(deps);
  const found = await auth.api.getSession({ headers, returnHeaders: true });
  if (!found.response) return undefined;
  const { id, name, email } = found.response.user;
  return { organizer: { id, name, email }, setCookies: found.headers.getSetCookie() };
}
