import type { Deps } from '../deps.ts';
import { noteSignIn } from './note-sign-in.ts';
import { openAuth } from './open-auth.ts';

/** `setCookies` are the whole values of Set-Cookie headers. */
export type Redeemed = { ok: true; setCookies: string[] } | { ok: false };

/** Signs in with the token of a mailed link, which is worth nothing afterwards; not ok when it is used, old or unknown. */
export async function redeemSignInLink(deps: Deps, token: string, headers: Headers): Promise<Redeemed> {
  const auth = await openAuth(deps);
  try {
    const verified = await auth.api.magicLinkVerify({ query: { token }, headers, returnHeaders: true });
    await noteSignIn(deps, verified.response.user.id);
    return { ok: true, setCookies: verified.headers.getSetCookie() };
  } catch (error) {
    // The library tells a bad token by a redirect to an error page, which is ours to draw.
    if (error instanceof Error && 'status' in error && error.status === 'FOUND') return { ok: false };
    throw error;
  }
}
