import { createSharedLimit } from '../db/shared-limit.ts';
import type { Deps } from '../deps.ts';
import { openAuth, refusalOf } from './open-auth.ts';
import { recordAudit } from './record-audit.ts';

/** `codes`: the recovery codes, shown this once. `setCookies` are the whole values of Set-Cookie headers. */
export type Confirmed = { ok: true; codes: string[]; setCookies: string[] } | { ok: false };

/**
 * Takes the first code of an authenticator app: from now on each sign-in by mail asks for one. The session is replaced
 * by one that has given its second proof.
 */
export async function confirmApp(
  deps: Deps,
  { organizerId, code, headers }: { organizerId: string; code: string; headers: Headers },
): Promise<Confirmed> {
  const limit = createSharedLimit(deps.db, { name: 'second-factor-first', points: 10, seconds: 15 * 60 });
  if (!(await limit.admit(organizerId)).ok) return { ok: false };
  const auth = await openAuth(deps);
  try {
    const typed = code.replaceAll(/\s/g, '');
    const verified = await auth.api.verifyTOTP({ body: { code: typed }, headers, returnHeaders: true });
    const { backupCodes } = await auth.api.viewBackupCodes({ body: { userId: organizerId } });
    await recordAudit(deps.db, { organizerId, action: 'second-factor.added', count: 1, at: deps.clock.now() });
    return { ok: true, codes: backupCodes, setCookies: verified.headers.getSetCookie() };
  } catch (error) {
    if (refusalOf(error)) return { ok: false };
    throw error;
  }
}
