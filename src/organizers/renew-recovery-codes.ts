import type { Deps } from '../deps.ts';
import { openAuth } from './open-auth.ts';
import { recordAudit } from './record-audit.ts';

/** Makes new recovery codes; the old ones are worth nothing from then on. */
export async function renewRecoveryCodes(deps: Deps, organizerId: string, headers: Headers): Promise<string[]> {
  const auth = await openAuth(deps);
  const { backupCodes } = await auth.api.generateBackupCodes({ body: {}, headers });
  await recordAudit(deps.db, { organizerId, action: 'recovery-codes.renewed', count: 1, at: deps.clock.now() });
  return backupCodes;
}
