import type { Deps } from '../deps.ts';
import type { PasskeyAssertion } from './form.ts';
import { noteSignIn } from './note-sign-in.ts';
import { openAuth, refusalOf } from './open-auth.ts';
import type { Redeemed } from './redeem-sign-in-link.ts';

/** What a browser needs to ask for a passkey, whoever's it is: PublicKeyCredentialRequestOptionsJSON of WebAuthn. */
export async function askForPasskey(deps: Deps, headers: Headers): Promise<{ options: object; setCookies: string[] }> {
  const auth = await openAuth(deps);
  // Without a session: the answer never tells whose passkeys there are.
  const anonymous = new Headers(headers);
  anonymous.delete('cookie');
  const asked = await auth.api.generatePasskeyAuthenticationOptions({ headers: anonymous, returnHeaders: true });
  return { options: { ...asked.response, userVerification: 'required' }, setCookies: asked.headers.getSetCookie() };
}

/** Signs in with a passkey: a session that owes no further proof. `response`: AuthenticationResponseJSON of WebAuthn. */
export async function redeemPasskey(deps: Deps, response: PasskeyAssertion, headers: Headers): Promise<Redeemed> {
  const auth = await openAuth(deps);
  try {
    const verified = await auth.api.verifyPasskeyAuthentication({ body: { response }, headers, returnHeaders: true });
    await noteSignIn(deps, verified.response.user.id);
    return { ok: true, setCookies: verified.headers.getSetCookie() };
  } catch (error) {
    if (refusalOf(error)) return { ok: false };
    throw error;
  }
}
