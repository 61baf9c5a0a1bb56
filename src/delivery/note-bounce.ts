import { suppress } from '../consents/suppress.ts';
import type { Tx } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { applyToMails } from './apply-to-mails.ts';

type BouncedMessage = {
  messageId: string | null;
  email: string;
  permanent: boolean;
  ofSender: boolean;
  reason: string;
  at: Date;
};

/**
 * Notes that a mail came back, as a server reports it, with all that follows where a provider tells it: who sends by SMTP
 * hears of bounces in no other way. To an address that will never take any, no more is written; where the sender is at
 * fault, nothing is held against the address.
 */
export async function noteBounce(
  deps: Pick<Deps, 'config' | 'clock'>,
  tx: Tx,
  { messageId, email, permanent, ofSender, reason, at }: BouncedMessage,
): Promise<void> {
  if (permanent) await suppress(tx, { email, reason, at });
  if (messageId === null) return;
  const soft = !permanent && !ofSender;
  const told = {
    soft,
    suppress: permanent ? ('bounced' as const) : undefined,
    reason: soft ? `soft: ${reason}` : reason,
  };
  await applyToMails(deps, tx, [{ id: '', messageId, providerId: '', address: email, state: 'bounced', at, ...told }]);
}
