import { suppress } from '../consents/suppress.ts';
import type { Tx } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { applyToMails } from './apply-to-mails.ts';

type BouncedMessage = { messageId: string | null; email: string; permanent: boolean; reason: string; at: Date };

/**
 * Notes that a mail came back, as a server reports it, with all that follows where a provider tells it: who sends by SMTP
 * hears of bounces in no other way. To an address that will never take any, no more is written.
 */
export async function noteBounce(
  deps: Pick<Deps, 'config' | 'clock'>,
  tx: Tx,
  { messageId, email, permanent, reason, at }: BouncedMessage,
): Promise<void> {
  if (permanent) await suppress(tx, { email, reason, at });
  if (messageId === null) return;
  const told = permanent
    ? ({ reason, suppress: 'bounced', soft: false } as const)
    : ({ reason: `soft: ${reason}`, suppress: undefined, soft: true } as const);
  await applyToMails(deps, tx, [{ id: '', messageId, providerId: '', address: email, state: 'bounced', at, ...told }]);
}
