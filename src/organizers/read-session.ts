import type { Deps } from '../deps.ts';
import type { SignedInOrganizer } from '../http/require-organizer.ts';
import { openAuth, sessionCookie } from './open-auth.ts';
import { mayOpen, type Role, roles } from './permissions.ts';
import { hasPasskey, requiresSecondFactor } from './second-factor-queries.ts';
import { countOwnWaiting } from './waiting-queries.ts';

/** Who is signed in. `setCookies` is not empty when the session was prolonged. */
export type SignedIn = { organizer: SignedInOrganizer; setCookies: string[] };

/**
 * Reads whose session a request belongs to; undefined when there is none or it is over. A session is prolonged by being
 * used, once a day, unless `prolong` is false: for who only asks whether it goes on, and has no answer to set cookies in.
 */
export async function readSession(
  deps: Deps,
  headers: Headers,
  { prolong = true }: { prolong?: boolean } = {},
): Promise<SignedIn | undefined> {
  if (!headers.get('cookie')?.includes(sessionCookie)) return undefined;
  const auth = await openAuth(deps);
  const found = await auth.api.getSession({ headers, query: { disableRefresh: !prolong }, returnHeaders: true });
  if (!found.response) return undefined;
  const { user, session } = found.response;
  // Read anew with each request: who loses a right loses it at once.
  const role = roles.find((one) => one === user.role);
  if (!role) return undefined;
  const [owes, waiting] = await Promise.all([
    session.secondFactorAt ? undefined : owed(deps, user.id, role, user.twoFactorEnabled === true),
    countOwnWaiting(deps.db, { id: user.id, role }),
  ]);
  const organizer = {
    id: user.id,
    name: user.name,
    email: user.email,
    role,
    sessionId: session.id,
    owes,
    waiting,
    mayOpen: (path: string) => mayOpen(role, path),
  };
  return { organizer, setCookies: found.headers.getSetCookie() };
}

/** What a session with one proof still owes: the second one, or the setting up of one where the role requires it. */
async function owed(deps: Deps, id: string, role: Role, hasApp: boolean): Promise<SignedInOrganizer['owes']> {
  if (hasApp) return 'proof';
  if (!(await requiresSecondFactor(deps.db, role))) return undefined;
  // A mailed link is no way around a passkey: whoever reads the mail could set up an app of their own.
  return (await hasPasskey(deps.db, id)) ? 'proof' : 'set-up';
}
