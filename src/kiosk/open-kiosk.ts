import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { recordAudit } from '../organizers/record-audit.ts';
import { lifetimes, type NewKiosk } from './form.ts';
import { unlockKey } from './key-box.ts';
import { currentKey } from './queries.ts';
import { rotateKey } from './rotate-key.ts';
import { kiosks } from './table.ts';

/**
 * Makes a kiosk of a campaign, with the campaign's first key pair where there is none, or none that SECRET still
 * unlocks. Returns the kiosk's id.
 */
export async function openKiosk(
  { config, clock }: Pick<Deps, 'config' | 'clock'>,
  tx: Tx,
  organizerId: string,
  { campaignId, name, lifetime }: NewKiosk,
): Promise<string> {
  const now = clock.now();
  const key = await currentKey(tx, campaignId);
  if (!key || !unlockKey(config.secret, key.id, key.lockedPrivateKey)) {
    await rotateKey({ config, clock }, tx, organizerId, campaignId);
  }
  const id = uuidv7();
  const expiresAt = new Date(now.getTime() + lifetimes[lifetime]);
  await tx.insert(kiosks).values({ id, campaignId, name, createdAt: now, expiresAt });
  await recordAudit(tx, { organizerId, action: 'kiosk.opened', detail: { name, kioskId: id }, at: now });
  return id;
}
