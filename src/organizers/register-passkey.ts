import { eq } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { openAuth, refusalOf } from './open-auth.ts';
import { recordAudit } from './record-audit.ts';
import { organizerSessions } from './table.ts';

/** `options` are WebAuthn's PublicKeyCredentialCreationOptionsJSON. `not-fresh`: the session is older than a day. */
export type PasskeyOffer = { ok: true; options: object; setCookies: string[] } | { ok: false; reason: 'not-fresh' };
export type PasskeyRegistration = {
  organizerId: string;
  sessionId: string;
  /** What the browser made: WebAuthn's RegistrationResponseJSON. */
  response: Record<string, unknown>;
  /** How its owner will know it again. */
  name: string;
  headers: Headers;
};

/** What a browser needs to make a passkey for who is signed in, for five minutes. */
export async function offerPasskey(deps: Deps, headers: Headers): Promise<PasskeyOffer> {
  const auth = await openAuth(deps);
  try {
    const offer = await auth.api.generatePasskeyRegistrationOptions({ headers, query: {}, returnHeaders: true });
    return { ok: true, options: offer.response, setCookies: offer.headers.getSetCookie() };
  } catch (error) {
    if (refusalOf(error)?.code === 'SESSION_NOT_FRESH') return { ok: false, reason: 'not-fresh' };
    throw error;
  }
}

/** Keeps the passkey that a browser made. The session that made it owes no further proof. */
export async function registerPasskey(deps: Deps, registration: PasskeyRegistration): Promise<{ ok: boolean }> {
  const { organizerId, sessionId, response, name, headers } = registration;
  const auth = await openAuth(deps);
  try {
    await auth.api.verifyPasskeyRegistration({ body: { response, name }, headers });
  } catch (error) {
    if (refusalOf(error)) return { ok: false };
    throw error;
  }
  const at = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    await tx.update(organizerSessions).set({ secondFactorAt: at }).where(eq(organizerSessions.id, sessionId));
    await recordAudit(tx, { organizerId, action: 'passkey.added', detail: { passkey: name }, count: 1, at });
  });
  return { ok: true };
}
