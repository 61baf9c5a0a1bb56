import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { recordAudit } from '../organizers/record-audit.ts';
import { makeKeyPair } from './key-box.ts';
import { kioskKeys } from './table.ts';

/**
 * Gives a campaign a new key pair. Devices seal for it from the next time they open their page with a network; what
 * was sealed for an older one is still opened.
 */
export async function rotateKey(
  { config, clock }: Pick<Deps, 'config' | 'clock'>,
  tx: Tx,
  organizerId: string,
  campaignId: string,
): Promise<void> {
  const id = uuidv7();
  const at = clock.now();
  await tx.insert(kioskKeys).values({ id, campaignId, createdAt: at, ...makeKeyPair(config.secret, id) });
  await recordAudit(tx, { organizerId, action: 'kiosk.key-rotated', detail: { keyId: id }, at });
}
