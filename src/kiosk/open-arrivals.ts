import type { Deps } from '../deps.ts';
import type { SealedItem, SignedForm } from './form.ts';
import { unlockKey } from './key-box.ts';
import { keysById } from './queries.ts';
import { keyIdOf, openSealed } from './sealed.ts';

/** A sealed sign-up that came in, with the device's clock and ours as it was sent. */
export type Arrival = SealedItem & { sentAt: Date; receivedAt: Date };

/** What was in it; undefined when it cannot be opened. */
export type Opened = { arrival: Arrival; signed: SignedForm | undefined };

/**
 * Opens sealed sign-ups of a campaign, each with the key that it was sealed for, old ones and those that OLD_SECRET locked
 * too; in the same order.
 */
export async function openArrivals(
  { db, config }: Pick<Deps, 'db' | 'config'>,
  campaignId: string,
  arrivals: Arrival[],
): Promise<Opened[]> {
  const keyIds = new Set(arrivals.flatMap(({ sealed }) => keyIdOf(sealed) ?? []));
  const keys = new Map<string, Buffer>();
  for (const key of await keysById(db, campaignId, [...keyIds])) {
    const unlock = (secret: string) => unlockKey(secret, key.id, key.lockedPrivateKey);
    const privateKey = unlock(config.secret) ?? (config.oldSecret && unlock(config.oldSecret));
    if (privateKey) keys.set(key.id, privateKey);
  }
  return arrivals.map((arrival) => {
    const privateKey = keys.get(keyIdOf(arrival.sealed) ?? '');
    return { arrival, signed: privateKey && openSealed(arrival.sealed, arrival.id, privateKey) };
  });
}
