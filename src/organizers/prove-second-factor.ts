import { eq } from 'drizzle-orm';
import { createSharedLimit } from '../db/shared-limit.ts';
import type { Deps } from '../deps.ts';
import { openAuth, refusalOf } from './open-auth.ts';
import { recordAudit } from './record-audit.ts';
import { organizerSessions } from './table.ts';

export type Proof = { organizerId: string; sessionId: string; code: string; headers: Headers };
/** `retryAfter` is in seconds. */
export type Proven =
  | { ok: true }
  | { ok: false; reason: 'wrong' }
  | { ok: false; reason: 'too-many'; retryAfter: number };

/** So many codes may be tried in so many seconds: at six digits a guess stays hopeless (NIST SP 800-63B section 5.2.2). */
const tries = { points: 5, seconds: 15 * 60 };

/**
 * Takes the code of an authenticator app, or a recovery code, which works once. The session owes nothing afterwards. A
 * right code gives its try back; when the tries are used up, the audit log says so once.
 */
export async function proveSecondFactor(deps: Deps, proof: Proof): Promise<Proven> {
  const { organizerId, sessionId } = proof;
  const limit = createSharedLimit(deps.db, { name: 'second-factor', ...tries });
  const admission = await limit.admit(organizerId);
  if (!admission.ok) return { ok: false, reason: 'too-many', retryAfter: admission.retryAfter };
  if (!(await isRight(deps, proof))) {
    await recordAudit(deps.db, { organizerId, action: 'second-factor.refused', count: 1, at: deps.clock.now() });
    return { ok: false, reason: 'wrong' };
  }
  await admission.giveBack();
  const at = deps.clock.now();
  await deps.db.update(organizerSessions).set({ secondFactorAt: at }).where(eq(organizerSessions.id, sessionId));
  return { ok: true };
}

async function isRight(deps: Deps, { code, headers }: Proof): Promise<boolean> {
  const auth = await openAuth(deps);
  const typed = code.replaceAll(/\s/g, '').toLowerCase();
  try {
    if (/^\d{6}$/.test(typed)) await auth.api.verifyTOTP({ body: { code: typed }, headers });
    else await auth.api.verifyBackupCode({ body: { code: typed, disableSession: true }, headers });
    return true;
  } catch (error) {
    if (refusalOf(error)) return false;
    throw error;
  }
}
