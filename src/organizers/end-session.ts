import type { Deps } from '../deps.ts';
import { openAuth } from './open-auth.ts';

/** Ends the session of a request for good. @returns the Set-Cookie headers that take its cookie away. */
export async function endSession(deps: Deps, headers: Headers): Promise<string[]> {
  const auth = await openAuth(deps);
  const ended = await auth.api.signOut({ headers, returnHeaders: true });
  return ended.headers.getSetCookie();
}
