import { inArray } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { first } from '../http/read-form.ts';
import { openArrivals } from '../kiosk/open-arrivals.ts';
import { listKiosks, listLeftovers } from '../kiosk/queries.ts';
import { readSigned } from '../kiosk/read-signed.ts';
import { kioskLeftovers } from '../kiosk/table.ts';

/** More than were ever set aside of one kiosk. */
const most = 100_000;

/**
 * Deletes what kiosks sent under somebody's address and could not be taken in, or what of it had come by then. Each is
 * sealed and has to be opened; one whose key is gone can be read by nobody any more, and stays. Returns how many went.
 *
 * @param isTheirs is asked of each address, lower-cased.
 */
export async function dropKioskLeftovers(
  deps: Pick<Deps, 'db' | 'config'>,
  isTheirs: (email: string) => boolean,
  by?: Date,
): Promise<number> {
  const { db } = deps;
  let dropped = 0;
  for (const { kiosk, campaign, leftovers } of await listKiosks(db)) {
    if (leftovers === 0) continue;
    const kept = await listLeftovers(db, kiosk.id, most);
    const arrivals = kept
      .filter(({ receivedAt }) => by === undefined || receivedAt <= by)
      .map((one) => ({ ...one, sentAt: one.deviceSentAt }));
    const theirs = (await openArrivals(deps, campaign.id, arrivals)).flatMap(({ arrival, signed }) => {
      const form = signed && readSigned(signed);
      return form && isTheirs(first(form, 'email').trim().toLowerCase()) ? [arrival.id] : [];
    });
    if (theirs.length === 0) continue;
    const gone = await db.delete(kioskLeftovers).where(inArray(kioskLeftovers.id, theirs)).returning();
    dropped += gone.length;
  }
  return dropped;
}
