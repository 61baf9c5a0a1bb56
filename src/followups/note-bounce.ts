import { eq } from 'drizzle-orm';
import { suppressions } from '../consents/table.ts';
import type { Tx } from '../db/client.ts';
import { messages } from './table.ts';

type BouncedMessage = { messageId: string | null; email: string; permanent: boolean; reason: string; at: Date };

/** Notes that a mail came back, and writes to its address no more where it will never take any. */
export async function noteBounce(tx: Tx, { messageId, email, permanent, reason, at }: BouncedMessage): Promise<void> {
  if (messageId !== null) {
    await tx
      .update(messages)
      .set({ state: 'bounced', reason: permanent ? reason : `soft: ${reason}` })
      .where(eq(messages.id, messageId));
  }
  if (permanent) await tx.insert(suppressions).values({ email, reason, at }).onConflictDoNothing();
}
