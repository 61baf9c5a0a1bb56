import type { Deps } from '../deps.ts';
import { openAuth, refusalOf } from './open-auth.ts';

/**
 * Makes the secret of an authenticator app, which counts once a first code has shown that the app has it. Again before
 * that: another secret. An app that is in use stays as it is.
 */
export async function setUpApp(deps: Deps, headers: Headers): Promise<void> {
  const auth = await openAuth(deps);
  try {
    await auth.api.enableTwoFactor({ body: {}, headers });
  } catch (error) {
    if (refusalOf(error)?.code !== 'TOTP_ALREADY_ENABLED') throw error;
  }
}

/** The address that an authenticator app takes in as a QR code (`otpauth://…`, Key Uri Format). */
export async function appAddress(deps: Deps, headers: Headers): Promise<string> {
  const auth = await openAuth(deps);
  const { totpURI } = await auth.api.getTOTPURI({ body: {}, headers });
  return totpURI;
}
