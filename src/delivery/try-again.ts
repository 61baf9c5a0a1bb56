import type { Deps } from '../deps.ts';
import { enqueue } from '../jobs/enqueue.ts';
import { openGate } from '../mail/gate.ts';
import { recordAudit } from '../organizers/record-audit.ts';

/** Hands mail over again at once, where it was stopped until something was set right. */
export async function tryAgain({ db, clock }: Deps, organizerId: string): Promise<void> {
  await openGate(db);
  await recordAudit(db, { organizerId, action: 'sending.tried-again', at: clock.now() });
  await enqueue(db, 'followups.send', {}, { key: 'followups.send' });
}
