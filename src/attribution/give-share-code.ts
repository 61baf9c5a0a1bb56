import type { Tx } from '../db/client.ts';
import { shareCode } from './share-code.ts';
import { shareCodes } from './table.ts';

/** Gives a contact whose address is confirmed a share code of their own. Once more changes nothing. */
export async function giveShareCode(tx: Tx, of: { secret: string; contactId: string; at: Date }): Promise<void> {
  const { secret, contactId, at } = of;
  const code = shareCode(secret, 'contact', contactId);
  await tx.insert(shareCodes).values({ code, contactId, createdAt: at }).onConflictDoNothing();
}
